/** Money, moments and stretches of time, as people read them. Amounts are whole minor units, as everywhere else. */

const LOCALE = globalThis.navigator?.languages?.find((language) => language.startsWith('en')) ?? 'en-GB';
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

// By ISO 4217. Browsers count as shops do, and give an Afghan afghani or a Pakistani rupee no decimals at all.
const NONE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const THREE = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
export const decimals = (currency: string) => (NONE.includes(currency) ? 0 : THREE.includes(currency) ? 3 : 2);

export const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'PLN', 'CZK', 'SEK', 'NOK', 'DKK', 'CAD', 'AUD', 'JPY', 'INR', 'BRL'];

export function money(amount: number, currency: string): string {
  const places = decimals(currency);
  const style: Intl.NumberFormatOptions = { style: 'currency', currency, minimumFractionDigits: places, maximumFractionDigits: places };
  return new Intl.NumberFormat(LOCALE, { ...style, trailingZeroDisplay: 'stripIfInteger' }).format(amount / 10 ** places);
}

interface Budget {
  kind: 'fixed' | 'hourly';
  budget_min: number | null;
  budget_max: number | null;
  currency: string;
}

export function budget({ kind, budget_min: least, budget_max: most, currency }: Budget): string {
  const hourly = kind === 'hourly' ? ' an hour' : '';
  if (least === null && most === null) return kind === 'hourly' ? 'By the hour, rate open' : 'Open to offers';
  if (least === null) return `Up to ${money(most ?? 0, currency)}${hourly}`;
  if (most === null) return `From ${money(least, currency)}${hourly}`;
  if (least === most) return money(least, currency) + hourly;
  return `${money(least, currency)} – ${money(most, currency)}${hourly}`;
}

const MONTH = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric' });
const FIELDS: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
const BRIEF = new Intl.DateTimeFormat(LOCALE, FIELDS);
const MOMENT = new Intl.DateTimeFormat(LOCALE, { ...FIELDS, weekday: 'short', year: 'numeric' });
export const brief = (iso: string) => BRIEF.format(new Date(iso));
export const moment = (iso: string) => MOMENT.format(new Date(iso));
export const month = (iso: string) => MONTH.format(new Date(iso));

export const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

const ORDINAL = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
export const place = (rank: number) => `${rank}${ENDINGS[ORDINAL.select(rank)] ?? 'th'}`;

export function left(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds <= 0) return 'any moment now';
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `in ${count(days, 'day')} ${hours} h`;
  if (hours) return `in ${hours} h ${minutes} min`;
  return `in ${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** What a refusal says of a field, as a sentence of its own. */
export function sentence(text: string): string {
  const whole = /^(is|must|cannot)\b/.test(text) ? `this ${text}` : text;
  return whole.charAt(0).toUpperCase() + whole.slice(1) + (/[.!?]$/.test(whole) ? '' : '.');
}

/** What clocks show there. Another browser may know zones that this one does not. */
export function clockIn(zone: string, milliseconds: number): string {
  try {
    return new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(milliseconds);
  } catch {
    return '';
  }
}
