/** Something that is tried once, at a click, and whose refusal is said in words. */

import { useState } from 'react';

import { Refused, Unanswered } from '../api/asking.ts';
import { sentence } from '../words.ts';

export function useAttempt() {
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);

  /** Whether it was done. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy) return false;
    setBusy(true);
    setTrouble('');
    try {
      await work();
      return true;
    } catch (refused) {
      if (!(refused instanceof Refused || refused instanceof Unanswered)) throw refused;
      setTrouble(sentence(refused.message));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { attempt, isBusy, trouble };
}
