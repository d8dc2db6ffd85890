/** One's own commands on their way, as the list shows them until the event with their key is there. */

import { useEffect, useRef, useState } from 'react';

import type { CommandFields, Shapes } from '../api/names.ts';
import { outbox } from '../app.ts';
import type { Letter } from '../outbox/shelf.ts';
import { useStore } from '../store.ts';
import type { Bid, MyBid, Offers } from './state.ts';

/** A line of the list. */
export interface Line extends Bid {
  onItsWay?: 'sending' | 'leaving';
}

/** The event follows its answer within a moment, if a fresh snapshot has not taken its place. */
const EVENT_PATIENCE = 5_000;

/** The letters about this job's bid that are not there yet, whether they still wait or were answered a moment ago. */
export function useSending(job: number, offers: Offers | null, mine: MyBid | null): readonly Letter[] {
  const letters = useStore(outbox.letters);
  const [answered, setAnswered] = useState<readonly Letter[]>([]);
  const before = useRef(letters);
  useEffect(() => {
    const gone = before.current.filter((letter) => !letter.refused && !letters.some(({ key }) => key === letter.key));
    before.current = letters;
    if (!gone.length) return;
    setAnswered((earlier) => [...earlier, ...gone]);
    setTimeout(() => setAnswered((earlier) => earlier.filter((letter) => !gone.includes(letter))), EVENT_PATIENCE);
  }, [letters]);

  const isHere = ({ key }: Letter) => offers?.keys.includes(key) ?? false;
  const isOurs = (letter: Letter) => isAbout(letter, job, mine);
  const waiting = letters.filter((letter) => !letter.refused && isOurs(letter) && !isHere(letter));
  const answeredNow = answered.filter((letter) => isOurs(letter) && !isHere(letter) && !isTrue(letter, mine));
  return [...answeredNow, ...waiting];
}

function isAbout(letter: Letter, job: number, mine: MyBid | null): boolean {
  if (letter.name === 'bid.place') return (letter.fields as CommandFields<'bid.place'>).job === job;
  if (letter.name === 'bid.revise' || letter.name === 'bid.withdraw') return (letter.fields as { bid: number }).bid === mine?.bid;
  return false;
}

/** What a letter asked for is so, whichever event or snapshot said it. */
function isTrue(letter: Letter, mine: MyBid | null): boolean {
  if (letter.name === 'bid.withdraw') return mine?.state === 'withdrawn';
  const { amount = mine?.amount, days = mine?.days } = letter.fields as CommandFields<'bid.revise'>;
  return mine?.state === 'placed' && mine.amount === amount && mine.days === days;
}

/** The list with what is on its way in its place. */
export function withSending(bids: readonly Bid[], letters: readonly Letter[], mine: MyBid | null, me: Shapes['Author'] | null): Line[] {
  if (!me || !letters.length) return [...bids];
  const others = bids.filter(({ bidder }) => bidder.id !== me.id);
  let own: Line | undefined = bids.find(({ bidder }) => bidder.id === me.id);
  for (const { name, fields } of letters) {
    if (name === 'bid.place') own = { ...placing(mine?.bid ?? 0, me), ...(fields as CommandFields<'bid.place'>), onItsWay: 'sending' };
    else if (name === 'bid.revise' && own) own = { ...own, ...(fields as CommandFields<'bid.revise'>), onItsWay: 'sending' };
    else if (name === 'bid.withdraw' && own) own = { ...own, onItsWay: 'leaving' };
  }
  return own ? [...others, own] : others;
}

function placing(bid: number, { id, name }: Shapes['Author']) {
  const moments = { placed_at: '', revised_at: null, withdrawn_at: null };
  return { bid, version: 0, state: 'placed', bidder: { id, name }, rank: null, reason: null, ...moments } as const;
}
