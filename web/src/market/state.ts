/** The market as a list shows it. A job that ends stays where it is, so that no line slips away under somebody's finger. */

import type { Answer, EventOn } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';
import { type Asked, type Card, type Category, isWanted } from './filters.ts';

export interface Market {
  jobs: Readonly<Record<number, Card>>;
  order: readonly number[];
  /** Asks for what comes behind; null where this is all. */
  after: string | null;
  asked: Asked;
  tree: readonly Category[];
}

export function marketOf({ jobs, after }: Answer<'job.list'>, asked: Asked, tree: readonly Category[]): Market {
  return { jobs: byId(jobs), order: jobs.map(({ id }) => id), after, asked, tree };
}

export function withMore(market: Market, { jobs, after }: Answer<'job.list'>): Market {
  const order = [...new Set([...market.order, ...jobs.map(({ id }) => id)])];
  return { ...market, jobs: { ...byId(jobs), ...market.jobs }, order, after };
}

export function applyToMarket(market: Market, event: EventOn<'market'>): Market {
  const known = market.jobs[event.job];
  const put = (card: Card): Market => ({ ...market, jobs: { ...market.jobs, [event.job]: card } });
  switch (event.type) {
    case 'job.opened':
      return known || !isWanted(event.card, market.asked, market.tree) ? market : placed(put(event.card), event.card);
    case 'job.edited':
      return known ? put(event.card) : market;
    case 'job.extended':
      return known ? put({ ...known, closes_at: event.closes_at, decides_at: event.decides_at }) : market;
    case 'job.closed':
      return known ? put({ ...known, state: 'closed' }) : market;
    case 'job.cancelled':
      return known ? put({ ...known, state: 'cancelled' }) : market;
    default:
      return unhandled(event, market);
  }
}

/** In its place by what the list is sorted by. What belongs behind the last one shown comes with the next page. */
function placed(market: Market, card: Card): Market {
  const isBefore = BEFORE[market.asked.sort ?? 'newest'];
  const found = market.order.findIndex((id) => market.jobs[id] && isBefore(card, market.jobs[id]));
  if (found === -1 && market.after !== null) return market;
  const place = found === -1 ? market.order.length : found;
  return { ...market, order: market.order.toSpliced(place, 0, card.id) };
}

const stated = ({ budget_min, budget_max }: Card) => budget_max ?? budget_min ?? 0;
const BEFORE: Record<NonNullable<Asked['sort']>, (one: Card, other: Card) => boolean> = {
  newest: () => true,
  closing: (one, other) => Date.parse(one.closes_at) < Date.parse(other.closes_at),
  budget: (one, other) => (one.currency === other.currency ? stated(one) >= stated(other) : one.currency < other.currency),
};

const byId = (jobs: readonly Card[]) => Object.fromEntries(jobs.map((card) => [card.id, card]));
