/** Becoming one of the demo's people, and leaving. Nobody's letters are left behind unsent by it. */

import { announce } from '../announce.ts';
import { account, outbox } from '../app.ts';
import type { Member } from './state.ts';
import { Refused } from '../api/asking.ts';
import { texts } from './texts.ts';
import { useAttempt } from './useAttempt.ts';

export function useEntering() {
  const { attempt, ...rest } = useAttempt();
  return {
    ...rest,
    enter: (member: Member) =>
      attempt(async () => {
        nothingOnItsWay();
        await account.enterDemo({ person: member.person });
        announce(texts.now(member.name));
      }),
    leave: () =>
      attempt(async () => {
        nothingOnItsWay();
        await outbox.clear();
        await account.signOut();
        announce(texts.left);
      }),
  };
}

function nothingOnItsWay(): void {
  if (outbox.letters.get().some(({ refused }) => !refused)) throw new Refused('not_available', texts.busy);
}
