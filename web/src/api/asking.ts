/** Asking the server over HTTP, once. Whoever wants an answer however long it takes uses `patiently`, or the outbox. */

import { texts } from '../texts.ts';
import type { Answer, CommandFields, CommandName, Fault, Problem, QueryFields, QueryName, RefusalName } from './names.ts';

/** The server said no, and why. `refusal` is its name in the table of codes. */
export class Refused extends Error {
  readonly refusal: RefusalName;
  readonly faults: readonly Fault[];

  constructor(refusal: RefusalName, sentence: string, faults: readonly Fault[] = []) {
    super(sentence);
    this.refusal = refusal;
    this.faults = faults;
  }
}

/** Nobody knows whether it was done: the line broke, or the server asks to be asked again later. */
export class Unanswered extends Error {}

const PATIENCE = 15_000;
const SOONEST = 200;
const LATEST = 10_000;

export function query<Name extends QueryName>(name: Name, fields: QueryFields<Name>, signal?: AbortSignal): Promise<Answer<Name>> {
  const given = Object.entries(fields).flatMap(([field, value]) =>
    (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined && each !== '').map((each) => [field, String(each)]),
  );
  return send(`/api/${name}?${new URLSearchParams(given)}`, { signal: signal ?? null });
}

export function command<Name extends CommandName>(name: Name, fields: CommandFields<Name>, key?: string): Promise<Answer<Name>> {
  const body = JSON.stringify(key === undefined ? fields : { ...fields, key });
  return send(`/api/${name}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
}

/** Tries until there is an answer. `waiting` is called whenever there was none. */
export async function patiently<Result>(attempt: () => Promise<Result>, signal: AbortSignal, waiting: () => void): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (trouble) {
      if (signal.aborted || !(trouble instanceof Unanswered)) throw trouble;
    }
    waiting();
    await pause(pauseAfter(tries), signal);
  }
}

/** Spread, so that a restarted server does not meet everybody in the same instant. */
export const pauseAfter = (tries: number) => SOONEST + Math.random() * Math.min(LATEST, 500 * 2 ** tries);

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      done();
    };
    const timer = setTimeout(over, milliseconds);
    addEventListener('online', over);
    signal.addEventListener('abort', over);
  });
}

async function send<Result>(url: string, options: RequestInit): Promise<Result> {
  const limit = AbortSignal.timeout(PATIENCE);
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(url, { ...options, signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit });
    body = await answer.json();
  } catch {
    throw new Unanswered(texts.connection.unreachable);
  }
  if (answer.ok) return body as Result;
  const problem = body as Problem;
  if (answer.status >= 500 || answer.status === 429) throw new Unanswered(problem.detail);
  throw new Refused(problem.title, problem.detail, problem.errors);
}
