/** What one page lives on: a snapshot, then the events that follow it, and a fresh snapshot whenever that chain breaks. */

import { patiently, Refused } from '../api/asking.ts';
import type { Positions } from '../api/names.ts';
import { Store } from '../store.ts';
import type { Follower, Position } from './live.ts';

export interface Snapshot<State> {
  state: State;
  /** Of exactly the channels to follow. */
  positions: Positions;
}

export interface Living<State, Event> {
  /** Asks for the snapshot. */
  read(signal: AbortSignal): Promise<Snapshot<State>>;
  /** Pure. It sets and never counts up, so that an event which the snapshot has seen changes nothing. */
  apply(state: State, event: Event, channel: string): State;
  /** After an event: to announce it, or to light something up. */
  told?(event: Event, state: State, channel: string): void;
}

/** `isWaiting`: the server does not answer, and is asked again and again. */
export interface Reading<State> {
  state: State | undefined;
  refused: Refused | undefined;
  isWaiting: boolean;
}

type Follow = (channel: string, since: Position, follower: Follower) => () => void;

export class LivePage<State, Event> {
  readonly reading: Store<Reading<State>>;
  readonly #living: () => Living<State, Event>;
  readonly #follow: Follow;
  #positions: Record<string, Position>;
  #leave: (() => void)[] = [];
  #asking = new AbortController();

  /** `kept` is what `close` returned, of the same page as seen before: it is gone on with instead of asking. */
  constructor(living: () => Living<State, Event>, follow: Follow, kept?: Kept<State>) {
    this.reading = new Store<Reading<State>>({ state: kept?.state, refused: undefined, isWaiting: false });
    this.#living = living;
    this.#follow = follow;
    this.#positions = kept?.positions ?? {};
  }

  open(): void {
    if (this.reading.get().state === undefined) void this.#read();
    else this.#followAll();
  }

  close(): Kept<State> | undefined {
    this.#stop();
    const { state } = this.reading.get();
    return state === undefined ? undefined : { state, positions: { ...this.#positions } };
  }

  /** The page's own doing, such as showing more of a list. */
  readonly change = (update: (state: State) => State): void => {
    const { state } = this.reading.get();
    if (state !== undefined) this.#set({ state: update(state) });
  };

  async #read(): Promise<void> {
    this.#stop();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const waiting = () => signal.aborted || this.#set({ isWaiting: true });
      const { state, positions } = await patiently(() => this.#living().read(signal), signal, waiting);
      if (signal.aborted) return;
      this.#positions = { ...positions };
      this.#set({ state, refused: undefined, isWaiting: false });
      this.#followAll();
    } catch (trouble) {
      if (signal.aborted) return;
      if (!(trouble instanceof Refused)) throw trouble;
      this.#set({ state: undefined, refused: trouble, isWaiting: false });
    }
  }

  #followAll(): void {
    for (const [channel, since] of Object.entries(this.#positions)) {
      const event = (told: unknown, offset: number) => this.#tell(channel, told as Event, offset);
      this.#leave.push(this.#follow(channel, since, { event, lost: () => void this.#read() }));
    }
  }

  #tell(channel: string, event: Event, offset: number): void {
    const position = this.#positions[channel];
    const before = this.reading.get().state;
    if (!position || before === undefined || offset <= position.offset) return;
    this.#positions[channel] = { ...position, offset };
    const state = this.#living().apply(before, event, channel);
    this.#set({ state });
    this.#living().told?.(event, state, channel);
  }

  #stop(): void {
    this.#asking.abort();
    for (const leave of this.#leave.splice(0)) leave();
  }

  #set(change: Partial<Reading<State>>): void {
    this.reading.set({ ...this.reading.get(), ...change });
  }
}

export interface Kept<State> {
  state: State;
  positions: Record<string, Position>;
}
