/** One's profile as it stands in the form, beside what was saved meanwhile from elsewhere. */

import type { CommandFields, Shapes } from '../api/names.ts';
import { readAll } from '../form/useForm.ts';
import { asTyped, list, price } from '../typed.ts';

type Profile = Shapes['Profile'];

export const NAMES = ['name', 'headline', 'about', 'skills', 'languages', 'rate', 'currency', 'time_zone'] as const;
export type Name = (typeof NAMES)[number];
export type Typed = Record<Name, string>;

export function typedOf({ name, headline, about, skills, languages, rate, currency, time_zone }: Profile): Typed {
  return {
    name,
    headline,
    about,
    skills: skills.join(', '),
    languages: languages.join(', '),
    rate: rate === null ? '' : asTyped(rate, currency),
    currency,
    time_zone,
  };
}

const those = (is: (name: Name) => boolean, taken: Typed, otherwise: Typed) =>
  Object.fromEntries(NAMES.map((name) => [name, is(name) ? taken[name] : otherwise[name]])) as Typed;

/** What nobody has touched here follows what was saved; what somebody writes stays. `base` is what they began with. */
export const merged = (typed: Typed, base: Typed, saved: Typed): Typed => those((name) => typed[name] === base[name], saved, typed);

/** Written here and saved elsewhere, differently. */
export const clashes = (typed: Typed, base: Typed, saved: Typed): Name[] =>
  NAMES.filter((name) => typed[name] !== base[name] && saved[name] !== base[name] && saved[name] !== typed[name]);

export const taken = (typed: Typed, names: readonly Name[], saved: Typed): Typed => those((name) => names.includes(name), saved, typed);

/** Only what was changed is sent, so that two windows do not undo each other. Raises Refused with what cannot be read. */
export function changes(typed: Typed, base: Typed): CommandFields<'profile.update'> {
  const isChanged = (name: Name) => typed[name] !== base[name];
  const { rate } = readAll({ rate: () => (typed.rate.trim() ? price(typed.rate, typed.currency) : null) });
  return {
    ...(isChanged('name') && { name: typed.name }),
    ...(isChanged('headline') && { headline: typed.headline }),
    ...(isChanged('about') && { about: typed.about }),
    ...(isChanged('skills') && { skills: list(typed.skills) }),
    ...(isChanged('languages') && { languages: list(typed.languages) }),
    // The same figure is another amount in another currency.
    ...((isChanged('rate') || isChanged('currency')) && { rate, currency: typed.currency }),
    ...(isChanged('time_zone') && { time_zone: typed.time_zone }),
  };
}

/** As others would see it. An amount that is none yet is left out. */
export function preview(typed: Typed, profile: Profile): Profile {
  let rate: number | null = null;
  try {
    rate = typed.rate.trim() ? price(typed.rate, typed.currency) : null;
  } catch {
    // Still being typed.
  }
  const { name, headline, about, currency, time_zone } = typed;
  const skills = [...new Set(list(typed.skills).map((skill) => skill.toLowerCase()))];
  return { ...profile, name, headline, about, currency, time_zone, rate, skills, languages: list(typed.languages) };
}
