/** The server's clock, in milliseconds since 1970: what is due is due by it, whatever a laptop believes. */

import { Store, useStore } from '../store.ts';

let ahead = 0;
const ticking = new Store(Date.now());

export const serverNow = () => Date.now() + ahead;

/** What the server said when the connection opened. */
export function setServerTime(milliseconds: number): void {
  ahead = milliseconds - Date.now();
  ticking.set(serverNow());
}

/** An event cannot come from the future: an operator has moved the clock on. */
export function happenedAt(moment: string): void {
  ahead = Math.max(ahead, Date.parse(moment) - Date.now());
}

setInterval(() => ticking.set(serverNow()), 1000);

/** Drawn anew every second. */
export const useServerNow = () => useStore(ticking);
