import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Card } from '../market/filters.ts';
import { changesSince, visitOf } from './since.ts';
import type { Home, MyBid, MyJob } from './state.ts';
import { waitingIn } from './waiting.ts';

const NOW = Date.parse('2026-06-05T12:00:00Z');
const CARD: Card = {
  id: 1,
  title: 'Translate our handbook',
  summary: '',
  category: 'writing',
  kind: 'fixed',
  budget_min: null,
  budget_max: null,
  currency: 'EUR',
  skills: [],
  client: { id: 1, name: 'Carla' },
  state: 'open',
  opened_at: '2026-06-01T12:00:00Z',
  closes_at: '2026-06-08T12:00:00Z',
  decides_at: '2026-06-15T12:00:00Z',
};
const job = (id: number, bid_count: number, card: Partial<Card> = {}): MyJob => ({ card: { ...CARD, id, ...card }, bid_count });
const bid = (id: number, rank: number, card: Partial<Card> = {}): MyBid => ({
  job: { ...CARD, id, ...card },
  bid: id,
  version: 1,
  state: 'placed',
  amount: 80_000,
  days: 5,
  rank,
  bid_count: 3,
  placed_at: CARD.opened_at,
  revised_at: null,
  withdrawn_at: null,
});
const home = (jobs: MyJob[], bids: MyBid[] = []): Home => ({ jobs, bids, profile: [] });

test('what waits is what one can do something about, by deadline', () => {
  const soon = { closes_at: '2026-06-06T12:00:00Z' };
  const mine = [job(1, 0), job(2, 3), job(3, 2, { state: 'closed', decides_at: '2026-06-07T12:00:00Z' }), job(4, 1, { state: 'cancelled' })];
  const late = job(5, 4, { state: 'closed', decides_at: '2026-06-04T12:00:00Z' });
  const found = waitingIn(home([...mine, late], [bid(6, 1), bid(7, 2, soon), bid(8, 2, { state: 'closed' })]), NOW);
  const told = found.map((each) => [each.what, each.what === 'outbid' ? each.bid.job.id : each.job.card.id]);
  assert.deepEqual(told, [
    ['outbid', 7],
    ['decide', 3],
    ['read', 2],
  ]);
});

test('nothing changed since the very same', () => {
  const before = home([job(1, 2)], [bid(7, 2)]);
  assert.deepEqual(changesSince(visitOf(before, CARD.opened_at), before), []);
});

test('what changed is told for each job', () => {
  const visit = visitOf(home([job(1, 2), job(2, 2), job(3, 1)], [bid(7, 1), bid(8, 2)]), CARD.opened_at);
  const after = home(
    [job(1, 4), job(2, 1, { closes_at: '2026-06-08T12:05:00Z' }), job(3, 1, { state: 'closed' }), job(4, 1)],
    [bid(7, 3), bid(8, 2, { state: 'cancelled' })],
  );
  const told = changesSince(visit, after).map(({ what, card, from, to }) => [what, card.id, from, to]);
  assert.deepEqual(told, [
    ['bids', 1, 2, 4],
    ['fewer', 2, 2, 1],
    ['moved', 2, 0, 0],
    ['closed', 3, 0, 0],
    ['bids', 4, 0, 1],
    ['rank', 7, 1, 3],
    ['cancelled', 8, 0, 0],
  ]);
});
