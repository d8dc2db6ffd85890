/** What changed since one was last here. What that was is kept on this device, for each person. */

import type { Card } from '../market/filters.ts';
import type { Home } from './state.ts';

interface SeenJob {
  state: Card['state'];
  closes_at: string;
  bid_count: number;
  rank: number | null;
}

export interface Visit {
  at: string;
  jobs: Record<number, SeenJob>;
}

export interface Change {
  what: 'bids' | 'fewer' | 'closed' | 'cancelled' | 'moved' | 'rank';
  card: Card;
  isMine: boolean;
  from: number;
  to: number;
}

export function visitOf({ jobs, bids }: Home, at: string): Visit {
  const seen: Visit['jobs'] = {};
  for (const { card, bid_count } of jobs) seen[card.id] = { state: card.state, closes_at: card.closes_at, bid_count, rank: null };
  for (const { job, bid_count, rank } of bids) seen[job.id] = { state: job.state, closes_at: job.closes_at, bid_count, rank };
  return { at, jobs: seen };
}

/** A job that was not there yet counts from nothing: whoever posted it on another device has not seen its bids here. */
export function changesSince(visit: Visit, { jobs, bids }: Home): Change[] {
  return [
    ...jobs.flatMap(({ card, bid_count }) => changesOf(visit.jobs[card.id], card, true, bid_count, null)),
    ...bids.flatMap(({ job, bid_count, rank }) => changesOf(visit.jobs[job.id], job, false, bid_count, rank)),
  ];
}

function changesOf(before: SeenJob | undefined, card: Card, isMine: boolean, count: number, rank: number | null): Change[] {
  const change = (what: Change['what'], from = 0, to = 0): Change => ({ what, card, isMine, from, to });
  const counted = before?.bid_count ?? 0;
  const found: Change[] = [];
  if (isMine && count > counted) found.push(change('bids', counted, count));
  if (isMine && count < counted) found.push(change('fewer', counted, count));
  if (!before) return found;
  if (card.state === 'closed' && before.state === 'open') found.push(change('closed'));
  if (!isMine && card.state === 'cancelled' && before.state !== 'cancelled') found.push(change('cancelled'));
  if (card.state === 'open' && Date.parse(card.closes_at) > Date.parse(before.closes_at)) found.push(change('moved'));
  if (rank !== null && before.rank !== null && rank !== before.rank) found.push(change('rank', before.rank, rank));
  return found;
}

const nameOf = (person: number) => `bidroom-home:${person}`;

export function lastVisit(person: number): Visit | null {
  try {
    return JSON.parse(localStorage.getItem(nameOf(person)) ?? 'null') as Visit | null;
  } catch {
    return null; // as good as never
  }
}

export const keepVisit = (person: number, visit: Visit) => localStorage.setItem(nameOf(person), JSON.stringify(visit));
