/** A job with its bids, kept true: the same for its page and for its client's desk. */

import { useState } from 'react';

import { announce } from '../announce.ts';
import { query } from '../api/asking.ts';
import { account } from '../app.ts';
import { useBidNews } from '../bids/news.ts';
import { offersOf } from '../bids/state.ts';
import type { Snapshot } from '../live/live_page.ts';
import { only } from '../live/positions.ts';
import { useLive } from '../live/useLive.ts';
import { texts } from '../texts.ts';
import { moment } from '../words.ts';
import { applyToView, type View, type ViewEvent } from './state.ts';

export function useJob(id: string) {
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const tellBid = useBidNews();
  const reading = useLive<View, ViewEvent>(`job ${id}`, {
    read: (signal) => read(Number(id), signal),
    apply: applyToView,
    told(event, { job, offers }, channel) {
      if (event.type === 'bid.placed') setFresh((before) => new Set([...before, event.bidder.id]));
      if (event.type === 'bid.placed' || event.type === 'bid.revised' || event.type === 'bid.withdrawn')
        tellBid(event, job.card.currency, account.me.get()?.id);
      else if (channel.startsWith('job:')) tell(event, offers !== null);
    },
  });
  /** Who bid while this page was open. */
  return { ...reading, fresh };
}

async function read(job: number, signal: AbortSignal): Promise<Snapshot<View>> {
  const { positions, ...found } = await query('job.get', { job }, signal);
  const isSignedIn = `bidders:${job}` in positions;
  if (!isSignedIn) return { state: { job: found, offers: null, moved: null }, positions: only(positions, 'job') };
  const isClient = `bids:${job}` in positions;
  const listed = await query('bid.list', { job }, signal);
  return {
    state: { job: found, offers: offersOf(listed.bids, isClient), moved: null },
    // One's own channel from the earlier snapshot on: events set, and may be heard once more.
    positions: { ...only(positions, 'job', 'person'), ...only(listed.positions, isClient ? 'bids' : 'bidders') },
  };
}

function tell(event: ViewEvent, hearsBids: boolean): void {
  const { news } = texts.job;
  if (event.type === 'job.closed') announce(news.closed);
  if (event.type === 'job.cancelled') announce(news.cancelled);
  if (event.type === 'job.extended') announce(news.extended(moment(event.closes_at)));
  if (event.type === 'bid_count.changed' && !hearsBids) announce(news.bids(event.count));
}
