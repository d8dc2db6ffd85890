/** One tab at a time: whoever sends in somebody's name, and whoever changes whose name that is. */

const LOCK = 'bidroom-session';

export function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  // Missing where the site is served without https. A key then still keeps a command from happening twice.
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  return locks ? locks.request(LOCK, work) as Promise<Result> : work();
}
