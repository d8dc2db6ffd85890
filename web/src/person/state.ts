/** A person's page. Only one's own moves: the others' channels are theirs alone. */

import type { Answer, EventOn } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type PersonPage = Omit<Answer<'profile.get'>, 'positions'>;

export function applyToPerson(page: PersonPage, event: EventOn<'person'>): PersonPage {
  switch (event.type) {
    case 'profile.updated': {
      const { email: _email, is_operator: _isOperator, ...profile } = event.profile;
      return { ...page, profile };
    }
    case 'bid.receipt': // the counts are those of the snapshot, as on everybody else's page
    case 'session.started':
    case 'session.ended':
      return page;
    default:
      return unhandled(event, page);
  }
}
