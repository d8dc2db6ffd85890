/** Jobs that came while the market was open, so that they can be marked, and the list does not jump. */

import { useState } from 'react';

import { announce } from '../announce.ts';
import { texts } from '../texts.ts';

/** Further down than this one reads, and must not be disturbed by what arrives above. */
const READING = 240;

export interface Arrivals {
  /** Came while this page was open: they are marked as new. */
  fresh: ReadonlySet<number>;
  /** Came while somebody was reading further down: they are kept back until asked for. */
  held: ReadonlySet<number>;
  show(): void;
}

export function useArrivals(): Arrivals & { arrived(job: number, title: string): void } {
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const [held, setHeld] = useState<ReadonlySet<number>>(new Set());
  return {
    fresh,
    held,
    arrived(job, title) {
      setFresh((before) => new Set([...before, job]));
      if (scrollY > READING) setHeld((before) => new Set([...before, job]));
      announce(texts.market.arrived(title));
    },
    show() {
      setHeld(new Set());
      scrollTo({ top: 0 });
    },
  };
}
