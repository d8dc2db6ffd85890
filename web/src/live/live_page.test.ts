import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Follower, Position } from './live.ts';
import { LivePage } from './live_page.ts';
import { OwnChannel } from './own_channel.ts';

const at = (offset: number, epoch = 'e') => ({ offset, epoch, head: '' });

class Log {
  followers = new Map<string, { since: Position; follower: Follower }>();

  readonly follow = (channel: string, since: Position, follower: Follower) => {
    this.followers.set(channel, { since: { ...since }, follower });
    return () => void this.followers.delete(channel);
  };

  tells(channel: string, event: string, offset: number) {
    this.followers.get(channel)?.follower.event(event, offset);
  }
}

function lists(log: Log, snapshots: string[][], kept?: ReturnType<LivePage<string[], string>['close']>) {
  const read = async () => {
    const state = snapshots.shift() ?? [];
    return { state, positions: { market: at(state.length) } };
  };
  return new LivePage<string[], string>(() => ({ read, apply: (state, event) => [...state, event] }), log.follow, kept);
}

const settled = () => new Promise((done) => setTimeout(done));

test('a snapshot, then each event once and in order', async () => {
  const log = new Log();
  const page = lists(log, [['a', 'b']]);
  page.open();
  await settled();
  assert.equal(log.followers.get('market')?.since.offset, 2);
  log.tells('market', 'b', 2);
  log.tells('market', 'c', 3);
  log.tells('market', 'c', 3);
  assert.deepEqual(page.reading.get().state, ['a', 'b', 'c']);
});

test('where the chain breaks, a fresh snapshot is taken and followed', async () => {
  const log = new Log();
  const page = lists(log, [['a'], ['a', 'b', 'c']]);
  page.open();
  await settled();
  log.followers.get('market')?.follower.lost();
  await settled();
  assert.deepEqual(page.reading.get().state, ['a', 'b', 'c']);
  assert.equal(log.followers.get('market')?.since.offset, 3);
});

test('whoever comes back goes on from where they left', async () => {
  const log = new Log();
  const page = lists(log, [['a']]);
  page.open();
  await settled();
  log.tells('market', 'b', 2);
  const again = lists(log, [], page.close());
  assert.equal(log.followers.size, 0);
  again.open();
  assert.equal(log.followers.get('market')?.since.offset, 2);
  assert.deepEqual(again.reading.get().state, ['a', 'b']);
});

test('one’s own channel tells what came between the snapshot and the wish to follow', () => {
  const own = new OwnChannel('person:4');
  own.subscribed(at(5), false);
  own.publication(6, 'six');
  own.publication(7, 'seven');
  const heard: unknown[] = [];
  own.follow(at(6), { event: (event) => heard.push(event), lost: () => heard.push('lost') });
  own.publication(8, 'eight');
  assert.deepEqual(heard, ['seven', 'eight']);
});

test('a snapshot older than what one’s own channel remembers is no good', async () => {
  const own = new OwnChannel('person:4');
  const heard: unknown[] = [];
  own.follow(at(3), { event: () => {}, lost: () => heard.push('early') });
  own.follow(at(5), { event: () => {}, lost: () => heard.push('never') });
  own.subscribed(at(5), false);
  own.follow(at(4), { event: () => {}, lost: () => heard.push('late') });
  own.follow(at(5, 'of a backup'), { event: () => {}, lost: () => heard.push('foreign') });
  await settled();
  assert.deepEqual(heard, ['early', 'late', 'foreign']);
});
