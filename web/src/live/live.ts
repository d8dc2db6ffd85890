/** The one connection of the page. Knows channels and offsets; has never heard of a job. */

import { Centrifuge, type Subscription } from 'centrifuge';

import { Store } from '../store.ts';
import { happenedAt, setServerTime } from './clock.ts';
import { OwnChannel } from './own_channel.ts';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused';

export interface Position {
  offset: number;
  epoch: string;
}

/** `lost` says that only a fresh snapshot helps: the log could not be recovered, or may not be read any more. */
export interface Follower {
  event(event: unknown, offset: number): void;
  lost(): void;
}

const SESSION_ENDED = 3500;
const LOST_PAUSE = 500;

interface Greeting {
  time: number;
  subs?: Record<string, unknown>;
}

export class Live {
  readonly connection = new Store<Connection>('connecting');
  /** Whose connection it is: null is nobody's, undefined not known yet. */
  readonly person = new Store<number | null | undefined>(undefined);
  readonly #url: string;
  readonly #sessionEnded: () => void;
  #client: Centrifuge | null = null;
  #own = new OwnChannel('');
  #wasLive = false;

  constructor(url: string, sessionEnded: () => void) {
    this.#url = url;
    this.#sessionEnded = sessionEnded;
    addEventListener('online', () => this.#isAway());
    addEventListener('offline', () => this.#isAway());
  }

  /** Also begins anew as somebody else, after signing in or out. Followers of the old connection hear nothing more. */
  start(): void {
    this.#client?.disconnect();
    this.person.set(undefined);
    this.#own = new OwnChannel('');
    const client = new Centrifuge(this.#url, {
      name: 'page',
      minReconnectDelay: 300,
      maxReconnectDelay: 5_000,
      websocket: hearing((greeting) => client === this.#client && this.#greeted(greeting)),
    });
    this.#client = client;
    client.on('connecting', () => client === this.#client && this.#isAway());
    client.on('connected', () => {
      if (client !== this.#client) return;
      this.#wasLive = true;
      this.connection.set('live');
    });
    client.on('disconnected', ({ code }) => {
      if (client !== this.#client) return;
      this.connection.set('refused');
      if (code === SESSION_ENDED) this.#sessionEnded();
    });
    client.on('subscribed', ({ channel, streamPosition, recovered }) => {
      if (client === this.#client && channel === this.#own.name && streamPosition) this.#own.subscribed(streamPosition, recovered);
    });
    client.on('publication', ({ channel, offset, data }) => {
      if (client === this.#client && channel === this.#own.name && offset) safely(() => this.#own.publication(offset, heard(data)));
    });
    client.connect();
  }

  /** From a snapshot's position on. A channel has one follower at a time, one's own channel any number. Returns what ends it. */
  follow(channel: string, since: Position, follower: Follower): () => void {
    if (channel.startsWith('person:')) return this.#ownChannel(channel).follow(since, follower);
    const client = this.#client;
    if (!client) throw new Error('the connection was not started');
    const subscription = client.newSubscription(channel, { since, recoverable: true });
    let isOver = false;
    subscription.on('publication', ({ offset, data }) => {
      if (!isOver && offset) safely(() => follower.event(heard(data), offset));
    });
    subscription.on('subscribed', ({ wasRecovering, recovered }) => {
      if (!isOver && wasRecovering && !recovered) follower.lost();
    });
    subscription.on('unsubscribed', () => {
      if (!isOver) setTimeout(() => isOver || follower.lost(), LOST_PAUSE * (1 + Math.random()));
    });
    subscription.subscribe();
    return () => {
      isOver = true;
      end(client, subscription);
    };
  }

  /** How many connections follow a channel that this page follows. Undefined where the server does not say so now. */
  async watchers(channel: string): Promise<number | undefined> {
    try {
      return (await this.#client?.getSubscription(channel)?.presenceStats())?.numClients;
    } catch {
      return undefined;
    }
  }

  #ownChannel(name: string): OwnChannel {
    if (!this.#own.name) this.#own = new OwnChannel(name); // asked for before the connection says whose it is
    return this.#own.name === name ? this.#own : new OwnChannel(name); // somebody else's never tells anything
  }

  #greeted({ time, subs = {} }: Greeting): void {
    setServerTime(time);
    const [name] = Object.keys(subs);
    if (name && name !== this.#own.name) this.#own = new OwnChannel(name);
    this.person.set(name ? Number(name.split(':')[1]) : null);
  }

  #isAway(): void {
    if (this.connection.get() === 'live' && this.#client?.state === 'connected') return;
    if (this.connection.get() === 'refused' && this.#client?.state === 'disconnected') return;
    this.connection.set(!navigator.onLine ? 'offline' : this.#wasLive ? 'reconnecting' : 'connecting');
  }
}

/** The SDK keeps the greeting's clock, and whose connection it is, to itself until later. */
function hearing(greeted: (greeting: Greeting) => void): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const listen = ({ data }: MessageEvent<string>) => {
        const { connect } = JSON.parse(data.split('\n')[0] ?? '{}') as { connect?: Greeting };
        if (connect) greeted(connect);
      };
      this.addEventListener('message', listen, { once: true });
    }
  };
}

function heard(event: { at: string }): unknown {
  happenedAt(event.at);
  return event;
}

function end(client: Centrifuge, subscription: Subscription): void {
  subscription.unsubscribe();
  client.removeSubscription(subscription);
}

/** One event that cannot be drawn must not take the connection with it. */
function safely(draw: () => void): void {
  try {
    draw();
  } catch (mistake) {
    reportError(mistake);
  }
}
