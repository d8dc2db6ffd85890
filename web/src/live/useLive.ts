/** A page that stays true while it is looked at. */

import { useEffect, useMemo, useRef } from 'react';

import { account, live } from '../app.ts';
import { useStore } from '../store.ts';
import { type Kept, LivePage, type Living, type Reading } from './live_page.ts';

const MOST_KEPT = 12;
const kept = new Map<string, Kept<unknown>>();

/** `key` names what is looked at: another key is another page. Whoever comes back finds it as it was, and what came since. */
export function useLive<State, Event>(
  key: string,
  living: Living<State, Event>,
): Reading<State> & { change: (update: (state: State) => State) => void } {
  const times = useStore(account.times); // another person sees another page
  const latest = useRef(living);
  latest.current = living;

  const place = `${times} ${key}`;
  const page = useMemo(() => {
    const before = kept.get(place) as Kept<State> | undefined;
    return new LivePage<State, Event>(() => latest.current, (...follow) => live.follow(...follow), before);
  }, [place]);

  useEffect(() => {
    page.open();
    return () => {
      const left = page.close();
      kept.delete(place);
      if (left) kept.set(place, left);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
    };
  }, [page, place]);

  return { ...useStore(page.reading), change: page.change };
}
