/** A job while it is written: as it was typed, as it is sent, and as the others will see it. */

import type { CommandFields, Fault, Shapes } from '../api/names.ts';
import { readAll } from '../form/useForm.ts';
import type { Card } from '../market/filters.ts';
import { texts } from '../texts.ts';
import { instant, list, price } from '../typed.ts';

export const FORM = 'post';
export const OTHERWISE = 'other';
const DAY = 86_400_000;
const SUMMARY = 240;

export const EMPTY = {
  title: '',
  description: '',
  category: '',
  closes_in: '3',
  closes_at: '',
  kind: 'fixed',
  currency: 'EUR',
  budget_min: '',
  budget_max: '',
  skills: '',
  decides_in: '7',
  decides_at: '',
};
export type Draft = typeof EMPTY;

/** Folded away at first: each has a default. */
export const MORE = ['kind', 'currency', 'budget_min', 'budget_max', 'skills', 'decides_in', 'decides_at'] as const;

/** In characters, as the server counts them. It alone decides. */
export const BOUNDS = { title: { least: 8, most: 120 }, description: { least: 30, most: 20_000 } };

export const isUntouched = (typed: Draft) => (Object.keys(EMPTY) as (keyof Draft)[]).every((name) => typed[name] === EMPTY[name]);

/** Raises Refused with all that cannot be read. `now` is the server's. */
export function asked(typed: Draft, now: number): CommandFields<'job.post'> {
  const { title, description, category, kind, currency } = typed;
  const read = readAll({
    closes_at: () => new Date(closes(typed, now)).toISOString(),
    budget_min: () => amount(typed.budget_min, currency),
    budget_max: () => amount(typed.budget_max, currency),
    decides_at: () => new Date(decides(typed, now)).toISOString(),
  });
  return {
    title,
    description,
    category,
    kind: kind === 'hourly' ? 'hourly' : 'fixed',
    currency,
    skills: list(typed.skills),
    closes_at: read.closes_at,
    decides_at: read.decides_at,
    ...(read.budget_min !== null && { budget_min: read.budget_min }),
    ...(read.budget_max !== null && { budget_max: read.budget_max }),
  };
}

const amount = (text: string, currency: string) => (text.trim() ? price(text, currency) : null);

/** Raise an Error where no day was given. */
export function closes({ closes_in, closes_at }: Draft, now: number): number {
  return closes_in === OTHERWISE ? Date.parse(instant(closes_at)) : now + Number(closes_in) * DAY;
}

export function decides(typed: Draft, now: number): number {
  if (typed.decides_in === OTHERWISE) return Date.parse(instant(typed.decides_at));
  return closes(typed, now) + Number(typed.decides_in) * DAY;
}

export function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** What is missing of the fields that are needed, so that nobody registers first and is refused afterwards. */
export function missing({ title, description, category }: Draft): Fault[] {
  const { faults } = texts.post;
  return [
    ...(lengthOf(title) < BOUNDS.title.least ? [{ field: 'title', message: faults.short(BOUNDS.title.least) }] : []),
    ...(lengthOf(description) < BOUNDS.description.least ? [{ field: 'description', message: faults.short(BOUNDS.description.least) }] : []),
    ...(category ? [] : [{ field: 'category', message: faults.category }]),
  ];
}

/** Of what counts: spaces around it do not. */
export const lengthOf = (text: string) => [...text.trim()].length;

/** What does not make sense yet is left open. */
export function preview(typed: Draft, now: number, client: Shapes['Author']): Card {
  const ends = orNull(() => closes(typed, now)) ?? now + 3 * DAY;
  const said = typed.description.trim().replace(/\s+/g, ' ');
  return {
    id: 0,
    title: typed.title.trim() || texts.post.untitled,
    summary: said.length > SUMMARY ? `${said.slice(0, SUMMARY).replace(/ \S*$/, '')} …` : said,
    category: typed.category || texts.post.uncategorised,
    kind: typed.kind === 'hourly' ? 'hourly' : 'fixed',
    currency: typed.currency,
    budget_min: orNull(() => amount(typed.budget_min, typed.currency)),
    budget_max: orNull(() => amount(typed.budget_max, typed.currency)),
    skills: [...new Set(list(typed.skills).map((skill) => skill.toLowerCase()))],
    client,
    state: 'open',
    opened_at: new Date(now).toISOString(),
    closes_at: new Date(ends).toISOString(),
    decides_at: new Date(orNull(() => decides(typed, now)) ?? ends).toISOString(),
  };
}
