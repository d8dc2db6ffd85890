import type { Kind, Positions } from '../api/names.ts';

/** Of a snapshot's positions, those of these kinds of channel. */
export function only(positions: Positions, ...kinds: Kind[]): Positions {
  return Object.fromEntries(Object.entries(positions).filter(([name]) => kinds.includes(name.split(':')[0] as Kind)));
}
