// The Centrifuge protocol in JSON, as much of it as a page needs: connect, subscribe with recovery, ping and pong.
// Knows channels and offsets; has never heard of a job.

const SOONEST = 400;
const LATEST = 5_000;
const PATIENCE = 10_000;

const isFinal = (code) => (code >= 3500 && code < 4000) || (code >= 4500 && code < 5000);

export class Live {
  #channels = new Map();
  #replies = new Map();
  #number = 0;
  #attempts = 0;
  #ahead = 0;
  #socket = null;
  #silence = 0;
  #again = 0;
  #ping = 25;
  #welcome = false;

  // `told` has state(name), connected(own), stopped(code), and event(data), lost() for the person's own channel.
  constructor(url, told) {
    this.url = url;
    this.told = told;
    addEventListener('offline', () => this.#broken());
    addEventListener('online', () => this.start());
  }

  // The server's clock, in milliseconds since 1970.
  get now() {
    return Date.now() + this.#ahead;
  }

  start() {
    this.#end();
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#expect(PATIENCE);
    socket.onopen = () => this.#connect();
    socket.onmessage = ({ data }) => {
      for (const line of data.split('\n')) if (socket === this.#socket) this.#read(JSON.parse(line));
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) isFinal(code) ? this.#stop(code) : this.#broken();
    };
  }

  // As somebody else: after signing in or out.
  restart() {
    for (const [name, entry] of this.#channels) if (entry.own) this.#channels.delete(name);
    this.#attempts = 0;
    this.start();
  }

  // From a snapshot's position on. `handlers` has event(data), and again() where only a fresh snapshot helps.
  subscribe(name, { offset, epoch }, handlers) {
    const entry = { offset, epoch, handlers, own: false, live: false };
    this.#channels.set(name, entry);
    this.#ask(name, entry);
    return () => {
      if (this.#channels.get(name) !== entry) return;
      this.#channels.delete(name);
      this.#say('unsubscribe', { channel: name }, () => {});
    };
  }

  #connect() {
    const own = [...this.#channels].filter(([, entry]) => entry.own);
    const subs = own.map(([name, { offset, epoch }]) => [name, { recover: true, offset, epoch }]);
    this.#say('connect', { name: 'page', subs: Object.fromEntries(subs) }, ({ error, connect }) => {
      if (error) return error.temporary ? this.#broken() : this.#stop(error.code);
      this.#ahead = connect.time - Date.now();
      this.#attempts = 0;
      this.#welcome = true;
      this.#ping = connect.ping;
      const [name, result] = Object.entries(connect.subs ?? {})[0] ?? [];
      if (!this.#channels.get(name)) for (const [old] of own) this.#channels.delete(old);
      this.told.connected(name);
      if (name) {
        const left = this.#channels.get(name) ?? { own: true, handlers: { event: this.told.event, again: this.told.lost } };
        this.#channels.set(name, left);
        this.#level(left, result);
      }
      this.told.state('live');
      for (const [channel, entry] of this.#channels) if (!entry.own) this.#ask(channel, entry);
    }, true);
  }

  #ask(name, entry) {
    const position = { recover: true, offset: entry.offset, epoch: entry.epoch };
    this.#say('subscribe', { channel: name, ...position }, ({ error, subscribe }) => {
      if (this.#channels.get(name) !== entry) return;
      if (!error) this.#level(entry, subscribe);
      else if (error.temporary) setTimeout(() => this.#channels.get(name) === entry && this.#ask(name, entry), this.#pause());
      else this.#drop(name, entry);
    });
  }

  #level(entry, { offset = 0, epoch, was_recovering, recovered, publications = [] }) {
    entry.live = true;
    entry.epoch = epoch;
    if (!recovered) entry.offset = offset;
    if (was_recovering && !recovered) entry.handlers.again();
    for (const publication of publications) this.#take(entry, publication);
  }

  #take(entry, { offset, data }) {
    if (offset <= entry.offset) return;
    entry.offset = offset;
    this.#ahead = Math.max(this.#ahead, Date.parse(data.at) - Date.now()); // an operator may have moved the clock on
    try {
      entry.handlers.event(data);
    } catch (mistake) {
      reportError(mistake); // one event that cannot be drawn must not take the others with it
    }
  }

  #drop(name, entry) {
    this.#channels.delete(name);
    setTimeout(entry.handlers.again, this.#pause());
  }

  #read(message) {
    this.#expect(this.#ping * 1000 + PATIENCE);
    if (message.id) {
      this.#replies.get(message.id)?.(message);
      this.#replies.delete(message.id);
    } else if (message.push) {
      const { channel, pub, unsubscribe } = message.push;
      const entry = this.#channels.get(channel);
      if (!entry?.live) return;
      if (pub) this.#take(entry, pub);
      else if (unsubscribe?.code >= 2500) this.#ask(channel, entry);
      else if (unsubscribe) this.#drop(channel, entry);
    } else this.#socket.send('{}');
  }

  #say(method, fields, answered, first = false) {
    if (this.#socket?.readyState !== WebSocket.OPEN || !(first || this.#welcome)) return;
    this.#number += 1;
    this.#replies.set(this.#number, answered);
    this.#socket.send(JSON.stringify({ id: this.#number, [method]: fields }));
  }

  #expect(milliseconds) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#broken(), milliseconds);
  }

  // Spread, so that a restarted server does not meet everybody in the same instant.
  #pause() {
    return SOONEST / 2 + Math.random() * Math.min(LATEST, SOONEST * 2 ** this.#attempts++);
  }

  #broken() {
    this.#end();
    // Only a word: a site on this very machine can be reached without any network.
    this.told.state(navigator.onLine ? 'reconnecting' : 'offline');
    this.#again = setTimeout(() => this.start(), this.#pause());
  }

  #stop(code) {
    this.#end();
    this.told.stopped(code);
  }

  #end() {
    clearTimeout(this.#silence);
    clearTimeout(this.#again);
    this.#socket?.close();
    this.#socket = null;
    this.#welcome = false;
    this.#replies.clear();
    for (const entry of this.#channels.values()) entry.live = false;
  }
}
