/** What somebody typed, as it is sent. Each raises an Error that says what would be right. */

import { decimals } from './words.ts';

export function price(text: string, currency: string): number {
  const places = decimals(currency);
  const [, units, part = ''] = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (!units || part.length > places) throw new Error('write it as 800 or 800.50, without a sign for thousands');
  return Number(units) * 10 ** places + Number(part.padEnd(places, '0'));
}

export function whole(text: string): number {
  if (!/^\s*\d{1,15}\s*$/.test(text)) throw new Error('must be a whole number, such as 5');
  return Number(text);
}

export function instant(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new Error('must be a day and a time');
  return moment.toISOString();
}

export const list = (text: string) => text.split(',').map((each) => each.trim()).filter(Boolean);

/** The other way: an amount as one would type it. */
export const asTyped = (amount: number, currency: string) =>
  (amount / 10 ** decimals(currency)).toFixed(decimals(currency)).replace(/\.0+$/, '');

/** For an input of the type datetime-local, which knows no zone but the reader's. */
export function local(milliseconds: number): string {
  const zone = new Date(milliseconds).getTimezoneOffset() * 60_000;
  return new Date(milliseconds - zone).toISOString().slice(0, 16);
}
