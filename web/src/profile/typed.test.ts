import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refused } from '../api/asking.ts';
import { checklist } from './checklist.ts';
import { changes, clashes, merged, taken, typedOf } from './typed.ts';

const PROFILE = {
  id: 7,
  email: 'fred@example.org',
  name: 'Fred',
  headline: 'Gardens',
  about: '',
  skills: ['german', 'english'],
  languages: ['de'],
  rate: 4_050,
  currency: 'EUR',
  time_zone: 'UTC',
  is_operator: false,
  member_since: '2026-01-01T00:00:00Z',
};
const BASE = typedOf(PROFILE);

test('a profile is typed as people write', () => {
  assert.equal(BASE.skills, 'german, english');
  assert.equal(BASE.rate, '40.50');
});

test('only what was changed is sent', () => {
  assert.deepEqual(changes(BASE, BASE), {});
  assert.deepEqual(changes({ ...BASE, headline: 'Books' }, BASE), { headline: 'Books' });
  assert.deepEqual(changes({ ...BASE, skills: 'oil,  paper,' }, BASE), { skills: ['oil', 'paper'] });
  assert.deepEqual(changes({ ...BASE, rate: '' }, BASE), { rate: null, currency: 'EUR' });
});

test('the same figure in another currency is another amount', () => {
  assert.deepEqual(changes({ ...BASE, rate: '40', currency: 'JPY' }, BASE), { rate: 40, currency: 'JPY' });
  assert.throws(() => changes({ ...BASE, currency: 'JPY' }, BASE), Refused);
});

test('what was saved elsewhere comes in where nobody writes, and is named where somebody does', () => {
  const typed = { ...BASE, headline: 'Books' };
  const saved = { ...BASE, headline: 'Trees', about: 'Ten years.' };
  assert.deepEqual(merged(typed, BASE, saved), { ...BASE, headline: 'Books', about: 'Ten years.' });
  assert.deepEqual(clashes(typed, BASE, saved), ['headline']);
  assert.deepEqual(clashes(typed, BASE, { ...BASE, headline: 'Books' }), []);
  assert.equal(taken(typed, ['headline'], saved).headline, 'Trees');
});

test('the checklist says what is left', () => {
  const left = (profile: typeof PROFILE) => checklist(profile).filter(({ done }) => !done).map(({ step }) => step);
  assert.deepEqual(left(PROFILE), ['about', 'time_zone']);
  assert.deepEqual(left({ ...PROFILE, about: 'Ten years.', time_zone: 'Europe/Berlin', languages: [] }), ['languages']);
});
