/** What the whole page has one of: who is signed in, the connection, and what waits to be sent. */

import { Account } from './account/account.ts';
import { command, query, Refused } from './api/asking.ts';
import { forgetDraft, keepDraft } from './form/drafts.ts';
import { Live } from './live/live.ts';
import { Outbox } from './outbox/outbox.ts';
import { IndexedShelf } from './outbox/shelf.ts';

export const live: Live = new Live(`${location.origin.replace(/^http/, 'ws')}/connection/websocket`, () => account.ended());
export const account: Account = new Account(live);
export const outbox = new Outbox({
  shelf: new IndexedShelf(),
  drafts: { keep: keepDraft, forget: forgetDraft },
  send: ({ name, fields, key }) => command(name, fields, key),
  whoIsSignedIn: async () => {
    try {
      return (await query('me', {})).profile.id;
    } catch (trouble) {
      if (trouble instanceof Refused) return null;
      throw trouble;
    }
  },
});

export function start(): void {
  account.start();
  const look = () => void outbox.open(account.me.get()?.id ?? null);
  account.me.watch(look);
  live.connection.watch(() => live.connection.get() === 'live' && outbox.wake());
  addEventListener('online', () => outbox.wake());
}
