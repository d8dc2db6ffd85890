/** All that is one's own, as it stands: jobs, standing bids, and what the profile does not say yet. */

import type { Answer, EventOn } from '../api/names.ts';
import type { Card } from '../market/filters.ts';
import { checklist } from '../profile/checklist.ts';
import { unhandled } from '../unhandled.ts';

export type Home = Omit<Answer<'home'>, 'positions'>;
export type MyJob = Home['jobs'][number];
export type MyBid = Home['bids'][number];
type Told = EventOn<'job'> | EventOn<'bidders'> | EventOn<'person'>;

export function applyToHome(home: Home, event: Told): Home {
  switch (event.type) {
    case 'job.edited':
      return withCard(home, event.job, () => event.card);
    case 'job.extended':
      return withCard(home, event.job, (card) => ({ ...card, closes_at: event.closes_at, decides_at: event.decides_at }));
    case 'job.closed':
      return withCard(home, event.job, (card) => ({ ...card, state: 'closed' }));
    case 'job.cancelled':
      return withCard(home, event.job, (card) => ({ ...card, state: 'cancelled' }));
    case 'bid_count.changed':
      return {
        ...home,
        jobs: home.jobs.map((mine) => (mine.card.id === event.job ? { ...mine, bid_count: event.count } : mine)),
        bids: home.bids.map((mine) => (mine.job.id === event.job ? { ...mine, bid_count: event.count } : mine)),
      };
    case 'bid.receipt':
      return { ...home, bids: home.bids.flatMap((mine) => (mine.job.id === event.job ? received(mine, event.mine) : [mine])) };
    case 'profile.updated':
      return { ...home, profile: checklist(event.profile) };
    case 'bid.placed': // what they do to one's own place is asked for, as nobody is told all the others' prices here
    case 'bid.revised':
    case 'bid.withdrawn':
    case 'session.started':
    case 'session.ended':
      return home;
    default:
      return unhandled(event, home);
  }
}

/** Only what stands is shown. */
function received(mine: MyBid, { state, version, amount, days, placed_at, revised_at }: Omit<MyBid, 'job' | 'rank' | 'bid_count'>): MyBid[] {
  return state === 'placed' ? [{ ...mine, version, amount, days, placed_at, revised_at }] : [];
}

function withCard(home: Home, job: number, change: (card: Card) => Card): Home {
  return {
    ...home,
    jobs: home.jobs.map((mine) => (mine.card.id === job ? { ...mine, card: change(mine.card) } : mine)),
    bids: home.bids.map((mine) => (mine.job.id === job ? { ...mine, job: change(mine.job) } : mine)),
  };
}

/** What cannot be told from the events alone: where one's bids stand among the others. */
export function withRanks(home: Home, fresh: Home): Home {
  const ranks = new Map(fresh.bids.map(({ bid, rank }) => [bid, rank]));
  return { ...home, bids: home.bids.map((mine) => ({ ...mine, rank: ranks.get(mine.bid) ?? mine.rank })) };
}

/** A bid that was placed elsewhere: neither its job nor its channels are known here yet. */
export const isUnknown = (home: Home, event: Told) =>
  event.type === 'bid.receipt' && event.mine.state === 'placed' && !home.bids.some(({ job }) => job.id === event.job);

export const movesRanks = ({ type }: Told) => type === 'bid.placed' || type === 'bid.revised' || type === 'bid.withdrawn';

export const isOver = ({ state, decides_at }: Card, now: number) => state === 'cancelled' || (state === 'closed' && Date.parse(decides_at) <= now);

export const deadlineOf = ({ state, closes_at, decides_at }: Card) => (state === 'open' ? closes_at : decides_at);
