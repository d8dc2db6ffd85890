import { serverNow, useServerNow } from '../live/clock.ts';
import { left } from '../words.ts';

/** By the server's clock, once a second. */
export function Countdown({ until }: { until: string }) {
  useServerNow();
  return <time dateTime={until}>{left(Date.parse(until) - serverNow())}</time>;
}
