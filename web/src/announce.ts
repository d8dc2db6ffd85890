/** What is told to those who listen instead of looking. Many at once become one sentence. */

import { Store } from './store.ts';

const PAUSE = 700;
export const news = new Store('');
const waiting: string[] = [];

export function announce(text: string): void {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const [first, second, ...more] = waiting.splice(0);
    news.set([first, second, more.length ? `And ${more.length} more.` : ''].filter(Boolean).join(' '));
  }, PAUSE);
}
