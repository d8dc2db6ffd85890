/** What asks for something of oneself, the next deadline first. */

import { deadlineOf, type Home, isOver, type MyBid, type MyJob } from './state.ts';

export type Waiting = { until: string } & (
  | { what: 'decide' | 'read'; job: MyJob }
  | { what: 'outbid'; bid: MyBid; rank: number }
);

export function waitingIn({ jobs, bids }: Home, now: number): Waiting[] {
  const found: Waiting[] = [];
  for (const job of jobs) {
    if (isOver(job.card, now)) continue;
    if (job.card.state === 'closed') found.push({ what: 'decide', job, until: deadlineOf(job.card) });
    else if (job.bid_count) found.push({ what: 'read', job, until: deadlineOf(job.card) });
  }
  for (const bid of bids) {
    if (bid.job.state === 'open' && bid.rank !== null && bid.rank > 1) found.push({ what: 'outbid', bid, rank: bid.rank, until: deadlineOf(bid.job) });
  }
  return found.sort((one, other) => Date.parse(one.until) - Date.parse(other.until));
}
