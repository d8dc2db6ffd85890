/** What somebody should still say of themselves: the server's own rule, so that the list moves with what is saved. */

import type { Shapes } from '../api/names.ts';

export type Step = Shapes['ProfileStep']['step'];
type Asked = Pick<Shapes['Profile'], Step>;

const STEPS: readonly Step[] = ['headline', 'about', 'skills', 'languages', 'rate', 'time_zone'];
export const NO_ZONE = 'UTC';

export function checklist(profile: Asked): Shapes['ProfileStep'][] {
  return STEPS.map((step) => ({ step, done: says(profile[step]) }));
}

const says = (value: string | number | readonly string[] | null) =>
  value !== null && value !== NO_ZONE && (typeof value === 'number' || value.length > 0);
