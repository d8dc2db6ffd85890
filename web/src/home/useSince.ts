/** What changed since the last visit. News stay until somebody says that they have seen them, over reloads as well. */

import { useEffect, useRef, useState } from 'react';

import { serverNow } from '../live/clock.ts';
import { type Change, changesSince, keepVisit, lastVisit, type Visit, visitOf } from './since.ts';
import type { Home } from './state.ts';

const now = () => new Date(serverNow()).toISOString();

export function useSince(person: number, home: Home): { at: string; changes: readonly Change[]; see(): void } {
  const [visit, setVisit] = useState<Visit>(() => lastVisit(person) ?? visitOf(home, now()));
  const changes = changesSince(visit, home);
  const left = useRef({ home, isNews: false });
  left.current = { home, isNews: changes.length > 0 };

  useEffect(() => {
    const leave = () => left.current.isNews || keepVisit(person, visitOf(left.current.home, now()));
    if (!lastVisit(person)) leave();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [person]);

  return {
    at: visit.at,
    changes,
    see() {
      const seen = visitOf(home, now());
      keepVisit(person, seen);
      setVisit(seen);
    },
  };
}
