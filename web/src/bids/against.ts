/** What an amount is, held against what the client stated and what the others ask. */

import type { Card } from '../market/filters.ts';
import { texts } from '../texts.ts';
import { money } from '../words.ts';

const words = texts.desk;

/** Empty where no budget was stated. */
export function againstBudget(amount: number, { budget_min, budget_max, currency }: Card): string {
  if (budget_min === null && budget_max === null) return '';
  if (budget_max !== null && amount > budget_max) return words.above(money(amount - budget_max, currency));
  if (budget_min !== null && amount < budget_min) return words.below(money(budget_min - amount, currency));
  return words.within;
}

export function againstMiddle(amount: number, middle: number): string {
  const percent = Math.round((Math.abs(amount - middle) / middle) * 100);
  if (!percent) return words.middle;
  return amount > middle ? words.aboveMiddle(percent) : words.belowMiddle(percent);
}
