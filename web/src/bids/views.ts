/** How a client may look at the bids otherwise. The published order stays the one that everybody else sees. */

import type { Bid } from './state.ts';

const VIEWS = {
  rank: () => 0,
  newest: (one: Bid, other: Bid) => Date.parse(other.placed_at) - Date.parse(one.placed_at),
  highest: (one: Bid, other: Bid) => other.amount - one.amount,
  days: (one: Bid, other: Bid) => one.days - other.days,
};

export type SortedBy = keyof typeof VIEWS;

export const isView = (name: string): name is SortedBy => name in VIEWS;

/** Withdrawn ones stay at the end. */
export function sorted<Entry extends Bid>(ranked: readonly Entry[], by: SortedBy): Entry[] {
  const isGone = ({ state }: Bid) => Number(state === 'withdrawn');
  return ranked.toSorted((one, other) => isGone(one) - isGone(other) || VIEWS[by](one, other));
}
