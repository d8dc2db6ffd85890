/** The bids on a job, as a list shows them: with their ranks, in the published order. */

import type { EventOn, Shapes } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type Bid = Shapes['BidEntry'];
export type MyBid = Shapes['MyBid'];
export type OfferEvent = EventOn<'bids'> | EventOn<'bidders'> | EventOn<'person'>;

export interface Offers {
  bids: Readonly<Record<number, Bid>>;
  isClient: boolean;
  /** Under which the latest of them were made: what is on its way has arrived with its key. */
  keys: readonly string[];
}

const MOST_KEYS = 50;

export function offersOf(bids: readonly Bid[], isClient: boolean): Offers {
  return { bids: Object.fromEntries(bids.map((entry) => [entry.bid, entry])), isClient, keys: [] };
}

export function applyToOffers(offers: Offers, event: OfferEvent): Offers {
  switch (event.type) {
    case 'bid.placed': {
      const { bid, version, bidder, amount, days, placed_at, pitch } = event;
      const fresh = { state: 'placed', rank: null, revised_at: null, withdrawn_at: null, reason: null } as const;
      return put(offers, { bid, version, bidder, amount, days, placed_at, pitch: pitch ?? null, ...fresh }, event.key);
    }
    case 'bid.revised': {
      const known = offers.bids[event.bid];
      const { version, amount, days, revised_at, pitch = known?.pitch ?? null } = event;
      return known ? put(offers, { ...known, version, amount, days, revised_at, pitch }, event.key) : offers;
    }
    case 'bid.withdrawn': {
      const known = offers.bids[event.bid];
      const { withdrawn_at, reason = null } = event;
      return known ? put(offers, { ...known, state: 'withdrawn', withdrawn_at, reason }, event.key) : offers;
    }
    case 'bid.receipt': {
      const known = offers.bids[event.mine.bid];
      return known ? put(offers, { ...known, pitch: event.mine.pitch }) : offers;
    }
    case 'job.extended': // told on the job's own channel as well, and taken from there
    case 'job.closed':
    case 'profile.updated':
    case 'session.started':
    case 'session.ended':
      return offers;
    default:
      return unhandled(event, offers);
  }
}

function put(offers: Offers, entry: Bid, key?: string): Offers {
  const keys = key === undefined ? offers.keys : [...offers.keys.slice(1 - MOST_KEYS), key];
  return { ...offers, bids: { ...offers.bids, [entry.bid]: entry }, keys };
}

/** As the server orders them: by price; equals share a rank, and stand in an order that is not the one in which they came. */
export function inOrder<Entry extends Bid>(bids: readonly Entry[], isClient: boolean): Entry[] {
  const standing = standingOf(bids);
  standing.sort((one, other) => one.amount - other.amount || shuffled(one.bid) - shuffled(other.bid) || one.bid - other.bid);
  const amounts = standing.map(({ amount }) => amount);
  const ranked = standing.map((entry) => ({ ...entry, rank: amounts.indexOf(entry.amount) + 1 }));
  if (!isClient) return ranked;
  const gone = bids.filter(({ state }) => state === 'withdrawn').sort((one, other) => one.bid - other.bid);
  return [...ranked, ...gone.map((entry) => ({ ...entry, rank: null }))];
}

export const standingOf = <Entry extends Bid>(bids: readonly Entry[]): Entry[] => bids.filter(({ state }) => state === 'placed');

const shuffled = (bid: number) => Math.imul(bid, 2654435761) >>> 0;

export interface Spread {
  lowest: number;
  middle: number;
  highest: number;
}

/** Undefined where there is nothing to spread. */
export function spreadOf(amounts: readonly number[]): Spread | undefined {
  const sorted = amounts.toSorted((one, other) => one - other);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return undefined;
  const [before = lowest, after = lowest] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { lowest, middle: Math.round((before + after) / 2), highest };
}
