import { Anchor, Badge, Checkbox } from '@mantine/core';
import { Link } from 'wouter';

import type { Card } from '../market/filters.ts';
import { personPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { count, money } from '../words.ts';
import { againstBudget, againstMiddle } from './against.ts';
import { Rank, whenOf } from './BidLine.tsx';
import classes from './Desk.module.css';
import { Record, Self } from './Record.tsx';
import type { Bid, Spread } from './state.ts';

interface Props {
  bid: Bid;
  card: Card;
  spread: Spread | undefined;
  isFresh: boolean;
  isOpen: boolean;
  open(): void;
  isChosen: boolean;
  mayChoose: boolean;
  choose(): void;
}

const words = texts.desk;

export function DeskBid({ bid, card, spread, isFresh, isOpen, open, isChosen, mayChoose, choose }: Props) {
  const { bidder, amount, days, pitch, reason, state } = bid;
  const isGone = state === 'withdrawn';
  const details = `bid-${bid.bid}`;
  const against = isGone ? [] : [againstBudget(amount, card), spread ? againstMiddle(amount, spread.middle) : ''].filter(Boolean);
  return (
    <article className={classes.bid} data-fresh={isFresh || undefined} data-gone={isGone || undefined}>
      <Checkbox
        checked={isChosen}
        disabled={!mayChoose}
        onChange={choose}
        aria-label={words.choose(bidder.name)}
        title={mayChoose ? undefined : words.most}
      />
      <Rank rank={bid.rank} />
      <h3 className={classes.who}>
        <button type="button" className={classes.name} aria-expanded={isOpen} aria-controls={details} onClick={open}>
          {bidder.name}
        </button>
        {isFresh && !isGone && <Badge size="sm">{texts.bids.fresh}</Badge>}
        {isGone && <Badge size="sm" color="gray">{words.gone}</Badge>}
      </h3>
      <p className={classes.price}>
        <strong>{money(amount, card.currency)}</strong>
        {card.kind === 'hourly' && texts.bids.hourly}
        {against.map((each) => (
          <small key={each}>{each}</small>
        ))}
      </p>
      <p className={classes.days}>{count(days, 'day')}</p>
      <p className={classes.when}>{whenOf(bid)}</p>
      {isGone && reason && <p className={`text ${classes.more}`}>{texts.bids.withdrawnWhy(reason)}</p>}
      {isOpen && (
        <div id={details} className={classes.more}>
          <h4>{words.pitch}</h4>
          <p className="text">{pitch}</p>
          <div className={classes.pair}>
            <div>
              <h4>{words.facts}</h4>
              <Record person={bidder.id} />
            </div>
            <div>
              <h4>{words.self}</h4>
              <Self person={bidder.id} />
              <Anchor component={Link} href={personPath(bidder.id)} size="sm">
                {words.person(bidder.name)}
              </Anchor>
            </div>
          </div>
        </div>
      )}
    </article>
  );
}
