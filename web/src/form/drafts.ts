/** What was typed and not sent yet, for as long as the tab is open. */

import type { Draft } from '../outbox/shelf.ts';

const nameOf = (form: string) => `bidroom-draft:${form}`;

export function keptDraft(form: string): Draft {
  return JSON.parse(sessionStorage.getItem(nameOf(form)) ?? '{}') as Draft;
}

export function keepDraft(form: string, draft: Draft): void {
  sessionStorage.setItem(nameOf(form), JSON.stringify(draft));
}

export function forgetDraft(form: string): void {
  sessionStorage.removeItem(nameOf(form));
}
