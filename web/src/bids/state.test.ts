import assert from 'node:assert/strict';
import { test } from 'node:test';

import { againstBudget, againstMiddle } from './against.ts';
import { type Bid, inOrder, offersOf, applyToOffers, spreadOf } from './state.ts';
import { sorted } from './views.ts';

const bid = (number: number, amount: number, more: Partial<Bid> = {}): Bid => ({
  bid: number,
  version: 1,
  state: 'placed',
  bidder: { id: number + 100, name: `Fred ${number}` },
  amount,
  days: 5,
  rank: null,
  placed_at: `2026-11-21T20:0${number}:00Z`,
  revised_at: null,
  withdrawn_at: null,
  pitch: null,
  reason: null,
  ...more,
});

test('equals share a rank, the next counts them all, and withdrawn ones stand at the end for the client alone', () => {
  const bids = [bid(1, 900), bid(2, 700), bid(3, 700), bid(4, 100, { state: 'withdrawn' })];
  const seen = inOrder(bids, true).map(({ amount, rank }) => [amount, rank]);
  assert.deepEqual(seen, [[700, 1], [700, 1], [900, 3], [100, null]]);
  assert.equal(inOrder(bids, false).length, 3);
});

test('equals do not stand in the order in which they came', () => {
  const shown = inOrder([1, 2, 3, 4, 5, 6].map((number) => bid(number, 700)), false).map((each) => each.bid);
  assert.notDeepEqual(shown, shown.toSorted((one, other) => one - other));
});

test('another view leaves the ranks, and withdrawn ones at the end', () => {
  const ranked = inOrder([bid(1, 900, { days: 9 }), bid(2, 700, { days: 3 }), bid(3, 100, { days: 1, state: 'withdrawn' })], true);
  assert.deepEqual(sorted(ranked, 'highest').map(({ rank }) => rank), [2, 1, null]);
  assert.deepEqual(sorted(ranked, 'days').map((each) => each.bid), [2, 1, 3]);
  assert.deepEqual(sorted(ranked, 'newest').map((each) => each.bid), [2, 1, 3]);
});

test('an event that a snapshot has seen already changes nothing but the key', () => {
  const offers = offersOf([bid(1, 900, { pitch: 'Why me' })], true);
  const { amount, days, bidder, placed_at } = bid(1, 900);
  const event = { type: 'bid.placed', job: 7, bid: 1, version: 1, bidder, amount, days, placed_at, pitch: 'Why me', at: placed_at, key: 'k' } as const;
  const after = applyToOffers(offers, event);
  assert.deepEqual(after.bids, offers.bids);
  assert.deepEqual(after.keys, ['k']);
});

test('the spread has a middle, of one, of two and of three', () => {
  assert.equal(spreadOf([]), undefined);
  assert.deepEqual(spreadOf([700]), { lowest: 700, middle: 700, highest: 700 });
  assert.equal(spreadOf([900, 700])?.middle, 800);
  assert.equal(spreadOf([900, 700, 710])?.middle, 710);
});

test('an amount is held against the budget and the middle', () => {
  const card = { budget_min: 60_000, budget_max: 90_000, currency: 'EUR' } as Parameters<typeof againstBudget>[1];
  assert.match(againstBudget(100_000, card), /€100 above/);
  assert.match(againstBudget(50_000, card), /€100 below/);
  assert.match(againstBudget(60_000, card), /within/);
  assert.equal(againstBudget(60_000, { ...card, budget_min: null, budget_max: null }), '');
  assert.match(againstMiddle(100, 80), /25 % above/);
  assert.match(againstMiddle(80, 80), /the middle/);
});
