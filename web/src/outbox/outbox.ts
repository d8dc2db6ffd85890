/** Commands on their way. Each is kept until the server has answered it, and is sent once, in order, by one tab. */

import { pauseAfter, Refused, Unanswered } from '../api/asking.ts';
import type { Answer, CommandFields, CommandName } from '../api/names.ts';
import { mint } from '../mint.ts';
import { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { alone } from './alone.ts';
import type { Draft, Letter, Shelf } from './shelf.ts';

export interface Written {
  label: string;
  path: string;
  form: string;
  draft: Draft;
  /** Over when nobody waits for the answer any more: a refusal is then kept and shown among what waits. */
  signal: AbortSignal;
}

interface Parts {
  shelf: Shelf;
  send(letter: Letter): Promise<unknown>;
  /** As the server sees it, now. */
  whoIsSignedIn(): Promise<number | null>;
  /** A letter holds what was typed, so that after a reload nobody finds it in the form and sends it twice. */
  drafts: { keep(form: string, draft: Draft): void; forget(form: string): void };
}

type Outcome = { answer: unknown } | { refused: NonNullable<Letter['refused']> };
type News = { key: string; outcome?: Outcome };

export class Outbox {
  /** What the person who is signed in has written and the server has not answered, or has refused. */
  readonly letters = new Store<readonly Letter[]>([]);
  /** True while the server does not answer. */
  readonly isStuck = new Store(false);
  readonly #parts: Parts;
  readonly #tabs = new BroadcastChannel('bidroom-outbox');
  readonly #awaited = new Map<string, (outcome: Outcome) => void>();
  #person: number | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  #isWoken = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#tabs.onmessage = ({ data }: MessageEvent<News>) => void this.#heard(data);
  }

  /** Whose letters these are from now on. */
  async open(person: number | null): Promise<void> {
    if (person === this.#person) return;
    if (this.#person !== null) this.#turnAway();
    this.#person = person;
    await this.#look();
    this.wake();
  }

  /** Resolves with the answer, however long it takes. Raises Refused. */
  async submit<Name extends CommandName>(name: Name, fields: CommandFields<Name>, written: Written): Promise<Answer<Name>> {
    if (this.#person === null) throw new Refused('not_signed_in', texts.outbox.notSignedIn);
    const { label, path, form, draft, signal } = written;
    const letter: Letter = { key: mint(), person: this.#person, name, fields, label, path, form, draft };
    const outcome = new Promise<Outcome>((settle) => {
      this.#awaited.set(letter.key, settle);
      signal.addEventListener('abort', () => this.#awaited.delete(letter.key));
    });
    await this.#parts.shelf.put(letter);
    this.#parts.drafts.forget(form);
    await this.#changed({ key: letter.key });
    this.wake();
    const settled = await outcome;
    if ('answer' in settled) return settled.answer as Answer<Name>;
    this.#parts.drafts.keep(form, draft);
    await this.discard(letter.key); // whoever wrote it sees the refusal where they wrote it
    throw new Refused(settled.refused.refusal, settled.refused.sentence, settled.refused.faults);
  }

  /** Takes away what was refused. */
  async discard(key: string): Promise<void> {
    await this.#parts.shelf.remove(key);
    await this.#changed({ key });
  }

  /** Before signing out. */
  async clear(): Promise<void> {
    for (const { key } of this.letters.get()) await this.#parts.shelf.remove(key);
    await this.#changed({ key: '' });
  }

  /** There may be something to send, or somebody to send it to. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#isSending) this.#isWoken = true;
    else void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    if (!this.letters.get().some((letter) => !letter.refused)) return;
    this.#isSending = true;
    this.#isWoken = false;
    try {
      await alone(() => this.#sendInOrder());
      this.#tries = 0;
      this.isStuck.set(false);
    } catch (trouble) {
      if (!(trouble instanceof Unanswered)) throw trouble;
      this.isStuck.set(true);
      this.#timer = setTimeout(() => this.wake(), pauseAfter(this.#tries++));
    } finally {
      this.#isSending = false;
    }
    if (this.#isWoken) this.wake();
  }

  /** Nobody can sign in or out meanwhile, so that nothing is ever sent in another's name. */
  async #sendInOrder(): Promise<void> {
    const person = await this.#parts.whoIsSignedIn();
    if (person === null) return this.#turnAway();
    for (;;) {
      const next = (await this.#parts.shelf.all(person)).find((letter) => !letter.refused);
      if (!next) return;
      const outcome = await this.#sendOne(next);
      this.isStuck.set(false);
      if ('answer' in outcome) await this.#parts.shelf.remove(next.key);
      else if (outcome.refused.refusal === 'not_signed_in') return this.#turnAway();
      else await this.#parts.shelf.put({ ...next, refused: outcome.refused });
      await this.#changed({ key: next.key, outcome });
      this.#settle(next.key, outcome);
    }
  }

  async #sendOne(letter: Letter): Promise<Outcome> {
    try {
      return { answer: await this.#parts.send(letter) };
    } catch (trouble) {
      if (!(trouble instanceof Refused)) throw trouble;
      return { refused: { refusal: trouble.refusal, sentence: trouble.message, faults: trouble.faults } };
    }
  }

  /** Nobody is signed in any more. Whoever looks at a form has it back as it was; the rest waits until its author is back. */
  #turnAway(): void {
    const refused = { refusal: 'not_signed_in', sentence: texts.outbox.notSignedIn, faults: [] } as const;
    for (const key of [...this.#awaited.keys()]) this.#settle(key, { refused });
  }

  async #heard({ key, outcome }: News): Promise<void> {
    await this.#look();
    if (outcome) this.#settle(key, outcome);
    else this.wake(); // the tab that wrote it may be gone before it has sent it
  }

  #settle(key: string, outcome: Outcome): void {
    this.#awaited.get(key)?.(outcome);
    this.#awaited.delete(key);
  }

  async #changed(news: News): Promise<void> {
    this.#tabs.postMessage(news);
    await this.#look();
  }

  async #look(): Promise<void> {
    const person = this.#person;
    const letters = person === null ? [] : await this.#parts.shelf.all(person);
    if (person === this.#person) this.letters.set(letters);
  }
}
