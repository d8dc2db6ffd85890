/** One job and the bids on it, as whoever may see it reads them. */

import type { Answer, EventOn } from '../api/names.ts';
import { applyToOffers, type OfferEvent, type Offers } from '../bids/state.ts';
import { unhandled } from '../unhandled.ts';

export type Job = Omit<Answer<'job.get'>, 'positions'>;

export interface View {
  job: Job;
  /** Null for whoever is not signed in. */
  offers: Offers | null;
  /** The close that was moved while this page was open. */
  moved: { closes_at: string; isSoft: boolean } | null;
}

export type ViewEvent = EventOn<'job'> | OfferEvent;

const SOFT_CLOSE = 5 * 60_000;

/** What becomes of the job is told among the bids as well, and would come twice and out of turn: its own channel counts. */
export function applyToView(view: View, event: ViewEvent, channel: string): View {
  const isOnJob = channel.startsWith('job:');
  const isOwn = channel.startsWith('person:');
  const job = isOnJob || isOwn ? applyToJob(view.job, event as EventOn<'job'> | EventOn<'person'>) : view.job;
  const offers = view.offers && !isOnJob ? applyToOffers(view.offers, event as OfferEvent) : view.offers;
  return { job, offers, moved: isOnJob && event.type === 'job.extended' ? moveOf(event) : view.moved };
}

/** The event does not say whose doing it was. A late bid moves the close to 5 minutes after itself. */
function moveOf({ closes_at, at }: { closes_at: string; at: string }) {
  return { closes_at, isSoft: Math.abs(Date.parse(closes_at) - Date.parse(at) - SOFT_CLOSE) < 1000 };
}

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
