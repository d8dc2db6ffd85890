/** What one's own channel makes of who one is. */

import type { EventOn, Shapes } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export function applyToMe(me: Shapes['Profile'] | null, event: EventOn<'person'>): Shapes['Profile'] | null {
  switch (event.type) {
    case 'profile.updated':
      return event.profile;
    case 'session.started':
    case 'session.ended':
    case 'bid.receipt':
      return me;
    default:
      return unhandled(event, me);
  }
}
