/** A person's own channel. The server subscribes to it by itself, so a page that wants its events may come before or after. */

import type { Follower, Position } from './live.ts';

const MOST = 200;

export class OwnChannel {
  readonly name: string;
  #epoch: string | undefined;
  #base = 0; // nothing at or before this offset is remembered
  #events: { offset: number; event: unknown }[] = [];
  readonly #followers = new Map<Follower, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** From where it is told. What went before is lost to everybody unless the server could recover it. */
  subscribed({ offset, epoch }: Position, isRecovered: boolean): void {
    if (isRecovered && epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#base = offset;
    this.#events = [];
    for (const [follower, since] of [...this.#followers]) if (since < offset) follower.lost();
  }

  publication(offset: number, event: unknown): void {
    this.#events.push({ offset, event });
    if (this.#events.length > MOST) this.#base = this.#events.shift()?.offset ?? this.#base;
    for (const [follower, since] of [...this.#followers]) if (offset > since) this.#tell(follower, offset, event);
  }

  follow(since: Position, follower: Follower): () => void {
    this.#followers.set(follower, since.offset);
    if (this.#epoch !== undefined) {
      if (since.epoch !== this.#epoch || since.offset < this.#base) queueMicrotask(() => this.#followers.has(follower) && follower.lost());
      else for (const { offset, event } of this.#events) if (offset > since.offset) this.#tell(follower, offset, event);
    }
    return () => this.#followers.delete(follower);
  }

  #tell(follower: Follower, offset: number, event: unknown): void {
    this.#followers.set(follower, offset);
    follower.event(event, offset);
  }
}
