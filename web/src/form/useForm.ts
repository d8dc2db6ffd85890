/** A form whose draft survives leaving the page, and whose refusals stand beside the fields they name. */

import { useCallback, useEffect, useRef, useState } from 'react';

import { Refused, Unanswered } from '../api/asking.ts';
import type { Fault } from '../api/names.ts';
import { sentence } from '../words.ts';
import { forgetDraft, keepDraft, keptDraft } from './drafts.ts';

interface Options<Names extends string> {
  id: string;
  initial: Record<Names, string>;
  /** Never kept in a draft. */
  secret?: readonly NoInfer<Names>[];
  /** Raises Refused, whose faults are shown at the fields. `signal` is over when the form is left. */
  send(typed: Record<Names, string>, signal: AbortSignal): Promise<void>;
}

export interface Form<Names extends string> {
  typed: Record<Names, string>;
  isBusy: boolean;
  /** What was refused and belongs to no field. */
  trouble: string;
  /** For `<form {...form.props}>`. */
  props: { noValidate: true; onSubmit(event: { preventDefault(): void; currentTarget: HTMLFormElement }): void };
  /** For `<TextInput {...form.field('title')}>`. */
  field(name: Names): { id: string; name: Names; value: string; error: string | undefined; onChange(event: { currentTarget: { value: string } }): void };
  set(name: Names, value: string): void;
}

export function useForm<Names extends string>({ id, initial, secret = [], send }: Options<Names>): Form<Names> {
  const [typed, setTyped] = useState<Record<Names, string>>(() => ({ ...initial, ...keptDraft(id) }));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);
  const leaving = useRef(new AbortController());
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);

  useEffect(() => {
    if (faults.length) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults]);

  const set = useCallback(
    (name: Names, value: string) =>
      setTyped((before) => {
        const after = { ...before, [name]: value };
        keepDraft(id, Object.fromEntries(Object.entries<string>(after).filter(([each]) => !secret.includes(each as Names))));
        return after;
      }),
    [id, secret],
  );

  async function submit() {
    if (isBusy) return;
    setBusy(true);
    setFaults([]);
    setTrouble('');
    try {
      await send(typed, leaving.current.signal);
      forgetDraft(id);
    } catch (refused) {
      if (!(refused instanceof Refused || refused instanceof Unanswered)) throw refused;
      const named = refused instanceof Refused ? refused.faults.filter(({ field }) => fieldOf(field) in initial) : [];
      setFaults(named);
      setTrouble(named.length ? '' : sentence(refused.message));
    } finally {
      setBusy(false);
    }
  }

  return {
    typed,
    isBusy,
    trouble,
    set,
    props: {
      noValidate: true,
      onSubmit(event) {
        event.preventDefault();
        form.current = event.currentTarget;
        void submit();
      },
    },
    field: (name) => ({
      id: `${id}-${name}`,
      name,
      value: typed[name],
      error: faults.filter(({ field }) => fieldOf(field) === name).map(({ message }) => sentence(message))[0],
      onChange: (event) => set(name, event.currentTarget.value),
    }),
  };
}

/** Of a path such as `skills.2`. */
const fieldOf = (path: string) => path.split('.')[0] ?? path;

/** Reads what was typed. All that is wrong is refused at once, as the server would. */
export function readAll<Values>(readers: { [Name in keyof Values]: () => Values[Name] }): Values {
  const faults: Fault[] = [];
  const values: Partial<Values> = {};
  for (const name of Object.keys(readers) as (keyof Values & string)[]) {
    try {
      values[name] = readers[name]();
    } catch (wrong) {
      faults.push({ field: name, message: (wrong as Error).message });
    }
  }
  if (faults.length) throw new Refused('invalid', faults[0]?.message ?? '', faults);
  return values as Values;
}
