import { type ComponentType, lazy, Suspense, useRef } from 'react';

import { query } from '../api/asking.ts';
import { useLive } from '../live/useLive.ts';
import { Boundary } from '../shell/Boundary.tsx';
import { applyToDemo, type Demo, type DemoEvent } from './state.ts';

// A bar that cannot be loaded takes no page with it.
const DemoBar = lazy<ComponentType<{ demo: Demo }>>(() => import('./DemoBar.tsx').catch(() => ({ default: () => null })));

/** The demo's bar, which only a demo loads. */
export function DemoGate() {
  const { state } = useLive<Demo, DemoEvent>('demo', {
    async read(signal) {
      const { positions, ...demo } = await query('demo.status', {}, signal);
      return { state: demo, positions };
    },
    apply: applyToDemo,
  });
  const latest = useRef(state);
  latest.current = state ?? latest.current; // it is asked anew whenever somebody else is entered
  if (!latest.current?.demo) return null;
  return (
    <Boundary>
      <Suspense fallback={null}>
        <DemoBar demo={latest.current} />
      </Suspense>
    </Boundary>
  );
}
