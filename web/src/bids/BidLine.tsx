import { Anchor, Badge } from '@mantine/core';
import { Link } from 'wouter';

import type { Card } from '../market/filters.ts';
import { personPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { brief, money } from '../words.ts';
import classes from './Bids.module.css';
import type { Line } from './sending.ts';

interface Props {
  line: Line;
  card: Card;
  isMine: boolean;
  isFresh: boolean;
}

const words = texts.bids;

export function BidLine({ line, card, isMine, isFresh }: Props) {
  const { bidder, amount, days, pitch, reason, state, onItsWay } = line;
  const isGone = state === 'withdrawn';
  return (
    <div
      className={classes.bid}
      data-mine={isMine || undefined}
      data-away={onItsWay}
      data-gone={isGone || undefined}
      data-fresh={isFresh || undefined}
    >
      <Rank rank={line.rank} />
      <p className={classes.who}>
        <Anchor component={Link} href={personPath(bidder.id)} fw={650}>
          {bidder.name}
        </Anchor>
        {isMine && <Badge size="sm">{words.you}</Badge>}
        {isFresh && !isMine && <Badge size="sm">{words.fresh}</Badge>}
      </p>
      <p className={classes.price}>
        <strong>{money(amount, card.currency)}</strong>
        {card.kind === 'hourly' && words.hourly}
        <small> {words.days(days)}</small>
      </p>
      <p className={classes.when}>{whenOf(line)}</p>
      {pitch && !isMine && <p className={`text ${classes.words}`}>{pitch}</p>}
      {isGone && reason && <p className={`text ${classes.words}`}>{words.withdrawnWhy(reason)}</p>}
    </div>
  );
}

export function Rank({ rank }: { rank: number | null }) {
  return (
    <span className={classes.rank} data-rank={rank ?? ''}>
      {rank === null ? '–' : <><span className="unseen">{words.rank} </span>{rank}</>}
    </span>
  );
}

export function whenOf({ onItsWay, state, revised_at, placed_at }: Line): string {
  if (onItsWay === 'sending') return words.sending;
  if (onItsWay === 'leaving') return words.leaving;
  if (state === 'withdrawn') return words.withdrawn;
  return revised_at ? words.changed(brief(revised_at)) : words.placed(brief(placed_at));
}
