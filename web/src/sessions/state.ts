/** Where one is signed in, the newest first. */

import type { Answer, EventOn } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type Sessions = Answer<'session.list'>['sessions'];

export function applyToSessions(sessions: Sessions, event: EventOn<'person'>): Sessions {
  switch (event.type) {
    case 'session.started': {
      const { session, address, started_at } = event;
      const others = sessions.filter((each) => each.session !== session);
      return others.length < sessions.length ? sessions : [{ session, current: false, address, started_at }, ...others];
    }
    case 'session.ended':
      return sessions.filter(({ session }) => session !== event.session);
    case 'profile.updated':
    case 'bid.receipt':
      return sessions;
    default:
      return unhandled(event, sessions);
  }
}
