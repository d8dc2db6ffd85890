/** Where one goes on after signing in: a path of this very site, and nothing else. */

const DOORS = ['/sign-in', '/register'];

export function withNext(door: string, path: string): string {
  const next = DOORS.includes(path) ? nextIn(location.search) : path + location.search;
  return next === '/' ? door : `${door}?${new URLSearchParams({ next })}`;
}

export function nextIn(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  // `//host` and `/\host` lead elsewhere.
  return /^\/(?![/\\])/.test(next) && !DOORS.some((door) => next.startsWith(door)) ? next : '/';
}
