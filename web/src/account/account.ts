/** Who is signed in, in this browser: told by the server, and kept in step with the other tabs. */

import { command, query, Refused } from '../api/asking.ts';
import type { CommandFields, EventOn, Shapes } from '../api/names.ts';
import type { Live } from '../live/live.ts';
import { LivePage } from '../live/live_page.ts';
import { alone } from '../outbox/alone.ts';
import { Store } from '../store.ts';
import { applyToMe } from './state.ts';

export type Profile = Shapes['Profile'];

const CHANGED = 'account';

export class Account {
  /** Null is nobody, undefined not known yet. */
  readonly me = new Store<Profile | null | undefined>(undefined);
  /** Counts how often somebody signed in or out: what was shown to one person is not shown to the next. */
  readonly times = new Store(0);
  /** True once this page's session was ended from elsewhere, until somebody signs in again. */
  readonly isEnded = new Store(false);
  readonly #live: Live;
  readonly #tabs = new BroadcastChannel('bidroom-account');
  #page: LivePage<Profile | null, EventOn<'person'>> | undefined;
  #isLeaving = false;

  constructor(live: Live) {
    this.#live = live;
    this.#tabs.onmessage = () => this.#begin();
    live.person.watch(() => {
      const person = live.person.get();
      const me = this.me.get();
      if (person !== undefined && me !== undefined && person !== (me?.id ?? null)) this.#begin(); // another tab was faster
    });
  }

  start(): void {
    this.#begin();
  }

  async register(fields: CommandFields<'account.register'>): Promise<void> {
    await alone(() => command('account.register', fields));
    this.#entered();
  }

  async signIn(fields: CommandFields<'account.sign_in'>): Promise<void> {
    await alone(() => command('account.sign_in', fields));
    this.#entered();
  }

  /** As one of the people of a demo, whoever one was before. */
  async enterDemo(fields: CommandFields<'demo.enter'>): Promise<void> {
    await alone(() => command('demo.enter', fields));
    this.#entered();
  }

  async signOut(): Promise<void> {
    this.#isLeaving = true;
    try {
      await alone(() => command('account.sign_out', {}));
    } catch (trouble) {
      if (!(trouble instanceof Refused)) throw trouble; // refused only where nobody is signed in any more
    } finally {
      this.#isLeaving = false;
    }
    this.me.set(null);
    this.#begin();
    this.#tabs.postMessage(CHANGED);
  }

  /** The server closed the connection, because its session is over. */
  ended(): void {
    if (!this.#isLeaving) this.#begin();
  }

  #entered(): void {
    this.isEnded.set(false);
    this.me.set(undefined);
    this.#begin();
    this.#tabs.postMessage(CHANGED);
  }

  #begin(): void {
    this.#page?.close();
    this.#live.start();
    const page = new LivePage<Profile | null, EventOn<'person'>>(
      () => ({ read: askWho, apply: applyToMe }),
      (...follow) => this.#live.follow(...follow),
    );
    page.reading.watch(() => page === this.#page && this.#is(page.reading.get().state));
    this.#page = page;
    this.times.set(this.times.get() + 1);
    page.open();
  }

  #is(me: Profile | null | undefined): void {
    if (me === undefined) return;
    if (me) this.isEnded.set(false);
    else if (this.me.get()) this.isEnded.set(true);
    this.me.set(me);
  }
}

async function askWho(signal: AbortSignal) {
  try {
    const { profile, positions } = await query('me', {}, signal);
    return { state: profile, positions };
  } catch (trouble) {
    if (trouble instanceof Refused && trouble.refusal === 'not_signed_in') return { state: null, positions: {} };
    throw trouble;
  }
}
