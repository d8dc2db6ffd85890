/** What the record says of somebody, asked for once per person and a few at a time. */

import { useEffect, useState } from 'react';

import { patiently, query, Refused } from '../api/asking.ts';
import type { Answer } from '../api/names.ts';
import { account } from '../app.ts';
import { useStore } from '../store.ts';

export type Person = Answer<'profile.get'>;

const AT_ONCE = 4;
const known = new Map<string, Promise<Person | undefined>>();
const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());

/** Undefined until it is known. */
export function usePerson(id: number): Person | undefined {
  const times = useStore(account.times); // whoever is signed in reads more
  const [person, setPerson] = useState<Person>();
  useEffect(() => {
    let isOver = false;
    void ask(times, id).then((found) => isOver || setPerson(found));
    return () => void (isOver = true);
  }, [times, id]);
  return person;
}

function ask(times: number, id: number): Promise<Person | undefined> {
  const name = `${times} ${id}`;
  const lane = id % AT_ONCE;
  const asked = known.get(name) ?? (lanes[lane] ?? Promise.resolve()).then(() => read(id));
  if (!known.has(name)) {
    known.set(name, asked);
    lanes[lane] = asked;
  }
  return asked;
}

async function read(id: number): Promise<Person | undefined> {
  try {
    return await patiently(() => query('profile.get', { person: id }), new AbortController().signal, () => {});
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return undefined;
  }
}
