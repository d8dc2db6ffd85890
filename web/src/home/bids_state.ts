/** All bids that one ever placed, the newest first, as far as they were asked for. */

import type { Answer, EventOn } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type AllMyBids = Omit<Answer<'bid.mine'>, 'positions'>;

export function applyToBids(all: AllMyBids, event: EventOn<'person'>): AllMyBids {
  switch (event.type) {
    case 'bid.receipt': {
      const { bid, version, state, amount, days, placed_at, revised_at, withdrawn_at } = event.mine;
      const changed = { version, state, amount, days, placed_at, revised_at, withdrawn_at };
      return { ...all, bids: all.bids.map((mine) => (mine.bid === bid ? { ...mine, ...changed, rank: state === 'placed' ? mine.rank : null } : mine)) };
    }
    case 'profile.updated':
    case 'session.started':
    case 'session.ended':
      return all;
    default:
      return unhandled(event, all);
  }
}

export function withEarlier(all: AllMyBids, { bids, after }: Answer<'bid.mine'>): AllMyBids {
  const known = new Set(all.bids.map(({ bid }) => bid));
  return { bids: [...all.bids, ...bids.filter(({ bid }) => !known.has(bid))], after };
}
