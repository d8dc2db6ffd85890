/** The next page of the market, added to what is shown. */

import { useEffect, useRef, useState } from 'react';

import { patiently, query } from '../api/asking.ts';
import { type Market, withMore } from './state.ts';

export function useMore(market: Market | undefined, change: (update: (market: Market) => Market) => void) {
  const [isAsking, setAsking] = useState(false);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  async function ask() {
    if (!market?.after) return;
    const { signal } = leaving.current;
    const fields = { ...market.asked, after: market.after };
    setAsking(true);
    try {
      const found = await patiently(() => query('job.list', fields, signal), signal, () => {});
      change((now) => (now.after === fields.after ? withMore(now, found) : now)); // somebody may have searched on
    } finally {
      setAsking(false);
    }
  }
  return { isAsking, ask: () => void ask() };
}
