/** One job, as everybody who may see it reads it. */

import type { Answer, EventOn } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type Job = Omit<Answer<'job.get'>, 'positions'>;

export function applyToJob(job: Job, event: EventOn<'job'> | EventOn<'person'>): Job {
  switch (event.type) {
    case 'job.edited':
      return { ...job, card: event.card, version: event.version, description: event.description ?? job.description };
    case 'job.extended':
      return { ...job, card: { ...job.card, closes_at: event.closes_at, decides_at: event.decides_at } };
    case 'job.closed':
      return { ...job, card: { ...job.card, state: 'closed' }, closed_at: event.closed_at };
    case 'job.cancelled':
      return {
        ...job,
        card: { ...job.card, state: 'cancelled' },
        cancelled_at: event.cancelled_at,
        cancel_reason: event.reason ?? null,
      };
    case 'bid_count.changed':
      return { ...job, bid_count: event.count };
    case 'bid.receipt':
      return event.job === job.card.id ? { ...job, my_bid: event.mine } : job;
    case 'profile.updated':
    case 'session.started':
    case 'session.ended':
      return job;
    default:
      return unhandled(event, job);
  }
}
