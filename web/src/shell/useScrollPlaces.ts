/** Back finds the place where one was; forward begins at the top. The browser cannot know: our lists come later than the address. */

import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';

import { mint } from '../mint.ts';

const places = new Map<string, number>();
const PATIENCE = 2_000;

const nameOf = () => (history.state as { place?: string } | null)?.place ?? '';

export function useScrollPlaces(): void {
  const [path] = useLocation();
  const search = useSearch();

  useEffect(() => {
    history.scrollRestoration = 'manual';
    const keep = () => places.set(nameOf(), scrollY);
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, []);

  useEffect(() => {
    if (!nameOf()) history.replaceState({ place: mint() }, '');
  }, [path, search]);

  useEffect(() => comeTo(places.get(nameOf()) ?? 0), [path]);
}

/** As soon as the page is long enough. Whoever scrolls by themselves is left alone. */
function comeTo(y: number): () => void {
  const until = performance.now() + PATIENCE;
  let isOver = false;
  const over = () => (isOver = true);
  const attempt = () => {
    if (isOver) return;
    scrollTo(0, y);
    if (Math.abs(scrollY - y) > 1 && performance.now() < until) requestAnimationFrame(attempt);
  };
  attempt();
  addEventListener('wheel', over, { once: true, passive: true });
  addEventListener('touchmove', over, { once: true, passive: true });
  return over;
}
