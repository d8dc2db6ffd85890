/** What somebody looks for in the market. It stands in the address, so that it can be sent to others and found again. */

import type { QueryFields, Shapes } from '../api/names.ts';
import { list, price } from '../typed.ts';

export type Card = Shapes['JobCard'];
export type Category = Shapes['CategoryEntry'];
export type Sort = NonNullable<QueryFields<'job.list'>['sort']>;

export const NOTHING = { q: '', category: '', kind: '', min: '', max: '', currency: '', skills: '', sort: 'newest' };
/** As typed. */
export type Filters = typeof NOTHING;

const NAMES = Object.keys(NOTHING) as (keyof Filters)[];

export function filtersIn(search: string): Filters {
  const given = new URLSearchParams(search);
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? NOTHING[name]])) as Filters;
}

export function addressOf(filters: Filters): string {
  const given = NAMES.filter((name) => filters[name] !== NOTHING[name]).map((name) => [name, filters[name]]);
  return given.length ? `/?${new URLSearchParams(given)}` : '/';
}

export const howMany = (filters: Filters) =>
  NAMES.filter((name) => !['q', 'sort', 'currency'].includes(name) && filters[name] !== NOTHING[name]).length;

export const areAny = (filters: Filters) => filters.q !== '' || howMany(filters) > 0;

export type Asked = QueryFields<'job.list'>;

/** Amounts are left out while they are no amounts yet. */
export function askedBy({ q, category, kind, min, max, currency, skills, sort }: Filters): Asked {
  const [budget_min, budget_max] = [min, max].map((typed) => amountOf(typed, currency || 'EUR'));
  const isByBudget = budget_min !== undefined || budget_max !== undefined;
  return {
    sort: (['newest', 'closing', 'budget'] as const).find((each) => each === sort) ?? 'newest',
    ...(q.trim() && { q: q.trim() }),
    ...(category && { category }),
    ...((kind === 'fixed' || kind === 'hourly') && { kind }),
    ...(budget_min !== undefined && { budget_min }),
    ...(budget_max !== undefined && { budget_max }),
    ...((currency || isByBudget) && { currency: currency || 'EUR' }),
    ...(list(skills).length && { skills: list(skills) }),
  };
}

function amountOf(typed: string, currency: string): number | undefined {
  try {
    return typed.trim() ? price(typed, currency) : undefined;
  } catch {
    return undefined;
  }
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** By what the card shows. The server also looks into the rest of the description, which no event of the market carries. */
export function isWanted(card: Card, asked: Asked, tree: readonly Category[]): boolean {
  const text = folded([card.title, card.summary, ...card.skills].join('\n'));
  const words = folded(asked.q ?? '').split(/\s+/).filter(Boolean);
  const skills = card.skills.map(folded);
  const highest = card.budget_max ?? card.budget_min;
  const lowest = card.budget_min ?? card.budget_max;
  return (
    words.every((word) => text.includes(word)) &&
    (asked.skills ?? []).every((skill) => skills.includes(folded(skill))) &&
    (!asked.category || isWithin(card.category, asked.category, tree)) &&
    (!asked.kind || card.kind === asked.kind) &&
    (!asked.currency || card.currency === asked.currency) &&
    (asked.budget_min === undefined || (highest !== null && highest >= asked.budget_min)) &&
    (asked.budget_max === undefined || (lowest !== null && lowest <= asked.budget_max))
  );
}

function isWithin(slug: string, wanted: string, tree: readonly Category[]): boolean {
  const above = tree.find((each) => each.slug === slug)?.parent;
  return slug === wanted || (above !== undefined && above !== null && isWithin(above, wanted, tree));
}
