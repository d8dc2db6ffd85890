import { Paper, Text, Title } from '@mantine/core';

import type { Job } from '../job/state.ts';
import { texts } from '../texts.ts';
import { BidLine } from './BidLine.tsx';
import classes from './Bids.module.css';
import { HeldButton } from './HeldButton.tsx';
import type { Line } from './sending.ts';
import { Spread } from './Spread.tsx';
import { inOrder, standingOf } from './state.ts';
import { useSteady } from './useSteady.ts';

interface Props {
  job: Job;
  lines: readonly Line[];
  isSignedIn: boolean;
  isClient: boolean;
  fresh: ReadonlySet<number>;
  me: number | undefined;
}

/** The bids on a job's page, by rank. A line belongs to a bidder, and stays theirs whatever becomes of the bid. */
export function Bids({ job, lines, isSignedIn, isClient, fresh, me }: Props) {
  const { card, bid_count } = job;
  const ordered = inOrder(lines, isClient);
  const byBidder = new Map(ordered.map((line) => [line.bidder.id, line]));
  const steady = useSteady([...byBidder.keys()], me);
  const isOpen = card.state === 'open';
  const number = isSignedIn ? standingOf(lines).length : bid_count;
  const words = texts.bids;
  const hint = !isSignedIn ? words.signedOut : number ? words.rule : isOpen ? words.first : '';
  return (
    <Paper component="section" p="lg" aria-labelledby="bids-title">
      <Title order={2} id="bids-title">
        {number ? words.soFar(number, isOpen) : isOpen ? words.none : words.noneEnded}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {hint}
      </Text>
      {isSignedIn && <Spread card={card} bids={lines} me={me} />}
      <div {...steady.around} className={classes.around} tabIndex={-1}>
        <HeldButton steady={steady} />
        <ol className={classes.list} aria-label={words.label}>
          {steady.shown.map((bidder) => {
            const line = byBidder.get(bidder);
            return line && (
              <li key={bidder}>
                <BidLine line={line} card={card} isMine={bidder === me} isFresh={fresh.has(bidder)} />
              </li>
            );
          })}
        </ol>
      </div>
    </Paper>
  );
}
