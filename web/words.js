// Money, moments and stretches of time, as people read them. Amounts are whole minor units, as everywhere else.

const LOCALE = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

// By ISO 4217. Browsers count as shops do, and give an Afghan afghani or a Pakistani rupee no decimals at all.
const NONE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const THREE = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const digits = (currency) => (NONE.includes(currency) ? 0 : THREE.includes(currency) ? 3 : 2);

export function money(amount, currency) {
  const places = digits(currency);
  const style = { style: 'currency', currency, minimumFractionDigits: places, maximumFractionDigits: places };
  return new Intl.NumberFormat(LOCALE, { ...style, trailingZeroDisplay: 'stripIfInteger' }).format(amount / 10 ** places);
}

export const typed = (amount, currency) => (amount / 10 ** digits(currency)).toFixed(digits(currency)).replace(/\.0+$/, '');

export function budget({ kind, budget_min: least, budget_max: most, currency }) {
  const hourly = kind === 'hourly' ? ' an hour' : '';
  if (least === null && most === null) return kind === 'hourly' ? 'By the hour, rate open' : 'Open to offers';
  if (least === most) return money(least, currency) + hourly;
  if (least === null) return `Up to ${money(most, currency)}${hourly}`;
  if (most === null) return `From ${money(least, currency)}${hourly}`;
  return `${money(least, currency)} – ${money(most, currency)}${hourly}`;
}

const DAY = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric' });
const FIELDS = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
const BRIEF = new Intl.DateTimeFormat(LOCALE, FIELDS);
const MOMENT = new Intl.DateTimeFormat(LOCALE, { ...FIELDS, weekday: 'short', year: 'numeric' });
export const brief = (iso) => BRIEF.format(new Date(iso));
export const moment = (iso) => MOMENT.format(new Date(iso));
export const month = (iso) => DAY.format(new Date(iso));

// For an input of the type datetime-local, which knows no zone but the reader's.
export function local(milliseconds) {
  const zone = new Date(milliseconds).getTimezoneOffset() * 60_000;
  return new Date(milliseconds - zone).toISOString().slice(0, 16);
}

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

export function left(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds <= 0) return 'any moment now';
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `in ${count(days, 'day')} ${hours} h`;
  if (hours) return `in ${hours} h ${minutes} min`;
  return `in ${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}

export function sentence(text) {
  const whole = /^(is|must|cannot)\b/.test(text) ? `this ${text}` : text;
  return whole.charAt(0).toUpperCase() + whole.slice(1) + (/[.!?]$/.test(whole) ? '' : '.');
}

// What somebody typed, as it is sent. Each of the following throws an Error that says what would be right.

export function price(text, currency) {
  const places = digits(currency);
  const [, units, part = ''] = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (!units || part.length > places) throw new Error('write it as 800 or 800.50, without a sign for thousands');
  return Number(units) * 10 ** places + Number(part.padEnd(places, '0'));
}

export function whole(text) {
  if (!/^\s*\d{1,15}\s*$/.test(text)) throw new Error('must be a whole number, such as 5');
  return Number(text);
}

export function instant(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new Error('must be a day and a time');
  return moment.toISOString();
}
