/** A list that moves by itself, but not under the eyes of whoever is reading it. */

import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface Steady {
  shown: readonly number[];
  /** Came meanwhile, and are not shown. */
  held: number;
  /** What is shown stands in another order by now. */
  isMoved: boolean;
  show(): void;
  /** Whoever sorts otherwise wants the list to move. */
  restart(): void;
  /** For what is around the list. */
  around: {
    ref: RefObject<HTMLDivElement | null>;
    onPointerEnter(event: PointerEvent): void;
    onPointerLeave(event: PointerEvent): void;
    onFocus(): void;
    onBlur(event: FocusEvent): void;
  };
}

/** Somebody reads it while the pointer or the focus is in it, or it is scrolled into. `own` appears at once all the same. */
export function useSteady(order: readonly number[], own: number | undefined): Steady {
  const [kept, setKept] = useState<readonly number[] | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const latest = useRef(order);
  latest.current = order;
  const reading = useRef({ pointer: false, focus: false, scroll: false });

  const read = (change: Partial<typeof reading.current>) => {
    Object.assign(reading.current, change);
    const isReading = Object.values(reading.current).some(Boolean);
    setKept((before) => (isReading ? (before ?? latest.current) : null));
  };

  useEffect(() => {
    const look = () => {
      const { top = 0, bottom = 0 } = list.current?.getBoundingClientRect() ?? {};
      read({ scroll: top < 0 && bottom > 0 });
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);

  const there = new Set(order);
  const shown = kept ? withOwn(kept.filter((id) => there.has(id)), order, own) : order;
  const isShown = new Set(shown);
  return {
    shown,
    held: order.length - shown.length,
    isMoved: order.filter((id) => isShown.has(id)).some((id, place) => shown[place] !== id),
    show: () => {
      setKept(order);
      list.current?.focus({ preventScroll: true });
    },
    restart: () => setKept(null),
    around: {
      ref: list,
      onPointerEnter: ({ pointerType }) => pointerType === 'mouse' && read({ pointer: true }),
      onPointerLeave: () => read({ pointer: false }),
      onFocus: () => read({ focus: true }),
      onBlur: ({ currentTarget, relatedTarget }) => read({ focus: currentTarget.contains(relatedTarget) }),
    },
  };
}

function withOwn(shown: readonly number[], order: readonly number[], own: number | undefined): readonly number[] {
  if (own === undefined || shown.includes(own) || !order.includes(own)) return shown;
  const next = order.slice(order.indexOf(own) + 1).find((id) => shown.includes(id));
  return shown.toSpliced(next === undefined ? shown.length : shown.indexOf(next), 0, own);
}
