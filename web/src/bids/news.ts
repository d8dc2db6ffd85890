/** Bids told to those who listen. Several at once become one sentence. */

import { useMemo } from 'react';

import { announce } from '../announce.ts';
import type { EventOn } from '../api/names.ts';
import { texts } from '../texts.ts';
import { count, money } from '../words.ts';

const PAUSE = 500;

export const offerIn = ({ amount, days }: { amount: number; days: number }, currency: string) =>
  `${money(amount, currency)} in ${count(days, 'day')}`;

type Told = (event: EventOn<'bids'>, currency: string, me: number | undefined) => void;

export function useBidNews(): Told {
  return useMemo(() => {
    const { news } = texts.bids;
    const placed: string[] = [];
    const tell = () => {
      const [first, ...more] = placed.splice(0);
      if (first) announce(more.length ? news.many(more.length + 1) : first);
    };
    return (event, currency, me) => {
      const who = event.bidder.id === me ? news.you : event.bidder.name;
      if (event.type === 'bid.placed' && placed.push(news.placed(who, offerIn(event, currency))) === 1) setTimeout(tell, PAUSE);
      if (event.type === 'bid.revised') announce(news.revised(who, offerIn(event, currency)));
      if (event.type === 'bid.withdrawn') announce(news.withdrawn(who));
    };
  }, []);
}
