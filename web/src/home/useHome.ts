/** Home as it stands now. It begins afresh at each visit: what was posted meanwhile is on no channel that it followed. */

import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

import { query } from '../api/asking.ts';
import { account } from '../app.ts';
import { useLive } from '../live/useLive.ts';
import { mint } from '../mint.ts';
import { useStore } from '../store.ts';
import { applyToHome, isUnknown, movesRanks, withRanks } from './state.ts';

const PAUSE = 300;

export function useHome() {
  const times = useStore(account.times);
  const [visit, setVisit] = useState(mint);
  const again = () => setVisit(mint());

  const { state, refused, isWaiting, change } = useLive(`home ${visit}`, {
    async read(signal) {
      const { positions, ...home } = await query('home', {}, signal);
      return { state: home, positions };
    },
    apply: applyToHome,
    told(event, home) {
      if (isUnknown(home, event)) again();
      if (movesRanks(event)) askRanks();
    },
  });

  // A burst of bids is asked about once. Whoever cannot be reached is asked at the next one, or on coming back.
  const askRanks = useDebouncedCallback(async () => {
    const fresh = await query('home', {}).catch(() => null);
    if (fresh) change((home) => withRanks(home, fresh));
  }, PAUSE);

  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && setVisit(mint());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  // What was there stays to be seen until the next is, unless it was somebody else's.
  const latest = useRef<{ times: number; state: typeof state }>({ times, state });
  if (state || refused || latest.current.times !== times) latest.current = { times, state };
  return { home: latest.current.state, refused, isWaiting };
}
