import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, askedBy, type Card, filtersIn, isWanted, NOTHING } from './filters.ts';
import { applyToMarket, type Market, marketOf, withMore } from './state.ts';

const TREE = [
  { slug: 'graphics', parent: null, name: 'Graphics' },
  { slug: 'logos', parent: 'graphics', name: 'Logos' },
  { slug: 'writing', parent: null, name: 'Writing' },
];
const AT = '2026-11-21T20:00:00.000Z';

const card = (id: number, fields: Partial<Card> = {}): Card => ({
  id,
  title: `Job ${id}`,
  summary: 'Forty pages about greenhouses.',
  category: 'writing',
  kind: 'fixed',
  budget_min: null,
  budget_max: null,
  currency: 'EUR',
  skills: [],
  client: { id: 1, name: 'Carla' },
  state: 'open',
  opened_at: AT,
  closes_at: '2026-11-24T20:00:00Z',
  decides_at: '2026-12-01T20:00:00Z',
  ...fields,
});

const opened = (each: Card) => ({ type: 'job.opened', at: AT, job: each.id, card: each }) as const;
const page = (cards: Card[], fields: Partial<Market> = {}): Market => ({
  ...marketOf({ jobs: cards, after: null, positions: {} }, {}, TREE),
  ...fields,
});

test('a new job stands first, and once', () => {
  const once = applyToMarket(page([card(1)]), opened(card(2)));
  assert.deepEqual(once.order, [2, 1]);
  assert.equal(applyToMarket(once, opened(card(2))), once);
});

test('sorted by what closes soonest, it stands in its place, or comes with the next page', () => {
  const [soon, late] = [card(1, { closes_at: '2026-11-22T00:00:00Z' }), card(2, { closes_at: '2026-11-30T00:00:00Z' })];
  const market = page([soon, late], { asked: { sort: 'closing' } });
  assert.deepEqual(applyToMarket(market, opened(card(3))).order, [1, 3, 2]);
  const last = opened(card(4, { closes_at: '2026-12-30T00:00:00Z' }));
  assert.deepEqual(applyToMarket(market, last).order, [1, 2, 4]);
  assert.deepEqual(applyToMarket({ ...market, after: 'more' }, last).order, [1, 2]);
});

test('a job that ends stays where it is and says so', () => {
  const market = applyToMarket(page([card(1), card(2)]), { type: 'job.closed', at: AT, job: 1, closed_at: AT });
  assert.deepEqual(market.order, [1, 2]);
  assert.equal(market.jobs[1]?.state, 'closed');
});

test('a type of event from a newer server changes nothing', () => {
  const market = page([card(1)]);
  assert.equal(applyToMarket(market, { type: 'job.praised', at: AT, job: 1 } as never), market);
});

test('the next page brings what is not there yet, and keeps what was told meanwhile', () => {
  const market = applyToMarket(page([card(1)], { after: 'x' }), { type: 'job.cancelled', at: AT, job: 1, cancelled_at: AT });
  const more = withMore(market, { jobs: [card(1), card(2)], after: null, positions: {} });
  assert.deepEqual([more.order, more.after, more.jobs[1]?.state], [[1, 2], null, 'cancelled']);
});

test('filters go through the address unchanged', () => {
  const filters = { ...NOTHING, q: 'green & house', kind: 'hourly', min: '12,50', skills: 'Ink, Oil', sort: 'budget' };
  assert.deepEqual(filtersIn(addressOf(filters).slice(1)), filters);
  assert.equal(addressOf(NOTHING), '/');
});

test('what is typed is asked for in minor units, and left out while it is no amount', () => {
  assert.deepEqual(askedBy({ ...NOTHING, min: '12,50', max: 'much', sort: 'x' }), { sort: 'newest', budget_min: 1250, currency: 'EUR' });
  assert.deepEqual(askedBy({ ...NOTHING, min: '1250', currency: 'JPY' }), { sort: 'newest', budget_min: 1250, currency: 'JPY' });
});

test('what arrives is filtered as the server does', () => {
  const job = card(1, { title: 'Paint our Greenhouse', category: 'logos', skills: ['ink'], budget_min: 500, budget_max: 900 });
  const wanted = (asked: Parameters<typeof isWanted>[1]) => isWanted(job, asked, TREE);
  assert.ok(wanted({ q: 'GREENHOUSE paint', category: 'graphics', skills: ['Ink'], kind: 'fixed', currency: 'EUR' }));
  assert.ok(wanted({ budget_min: 900, budget_max: 500, currency: 'EUR' }));
  for (const asked of [{ q: 'shed' }, { category: 'writing' }, { skills: ['oil'] }, { kind: 'hourly' }, { currency: 'USD' }, { budget_min: 901 }, { budget_max: 499 }] as const)
    assert.ok(!wanted(asked as never), JSON.stringify(asked));
  assert.ok(!isWanted(card(2), { budget_min: 0 }, TREE));
});
