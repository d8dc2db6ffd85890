import 'fake-indexeddb/auto';

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refused, Unanswered } from '../api/asking.ts';
import { Outbox, type Written } from './outbox.ts';
import { type Draft, IndexedShelf, type Letter } from './shelf.ts';

const [FRED, CARLA] = [4, 7];
let people = 0;

/** A server that does what it is told, once per key. */
class Server {
  person: number | null;
  isAway = false;
  refuses = new Set<string>();
  sent: [number | null, unknown, string][] = [];

  constructor(person: number) {
    this.person = person;
  }

  readonly whoIsSignedIn = async () => {
    if (this.isAway) throw new Unanswered('away');
    return this.person;
  };

  readonly send = async ({ fields, key }: Letter) => {
    if (this.isAway) throw new Unanswered('away');
    const { headline } = fields as { headline: string };
    if (this.refuses.has(headline)) throw new Refused('invalid', 'headline: at most 3 characters', [{ field: 'headline', message: 'at most 3 characters' }]);
    this.sent.push([this.person, headline, key]);
    return {};
  };
}

function written(signal = new AbortController().signal): Written {
  return { label: 'Your profile', path: '/profile', form: 'profile', draft: { headline: 'as typed' }, signal };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5));
}

const headlines = (server: Server) => server.sent.map(([, headline]) => headline);

/** As a tab keeps them. */
const kept = new Map<string, Draft>();
const drafts = { keep: (form: string, draft: Draft) => void kept.set(form, draft), forget: (form: string) => void kept.delete(form) };

/** People of its own for each test, because the shelf is one. */
async function open(server: Server, person = server.person): Promise<Outbox> {
  const outbox = new Outbox({ shelf: new IndexedShelf(), send: server.send, whoIsSignedIn: server.whoIsSignedIn, drafts });
  await outbox.open(person);
  return outbox;
}

function cast(): { fred: number; carla: number } {
  people += 100;
  return { fred: people + FRED, carla: people + CARLA };
}

test('what is written is sent once and answered', async () => {
  const server = new Server(cast().fred);
  const outbox = await open(server);
  await outbox.submit('profile.update', { headline: 'one' }, written());
  assert.deepEqual(headlines(server), ['one']);
  assert.deepEqual(outbox.letters.get(), []);
});

test('what is written while the server is away goes in order when it is back, under the keys it had', async () => {
  const server = new Server(cast().fred);
  const outbox = await open(server);
  server.isAway = true;
  const answers = ['one', 'two', 'three'].map((headline) => outbox.submit('profile.update', { headline }, written()));
  await until(() => outbox.letters.get().length === 3 && outbox.isStuck.get());
  const keys = outbox.letters.get().map(({ key }) => key);
  server.isAway = false;
  outbox.wake();
  await Promise.all(answers);
  assert.deepEqual(server.sent.map(([, headline, key]) => [headline, key]), ['one', 'two', 'three'].map((each, place) => [each, keys[place]]));
  assert.equal(outbox.isStuck.get(), false);
});

test('after a reload it is sent still', async () => {
  const server = new Server(cast().fred);
  const before = await open(server);
  server.isAway = true;
  void before.submit('profile.update', { headline: 'one' }, written());
  await until(() => before.isStuck.get());
  const reloaded = await open(server);
  assert.equal(reloaded.letters.get().length, 1);
  server.isAway = false;
  reloaded.wake();
  before.wake();
  await until(() => reloaded.letters.get().length === 0);
  assert.deepEqual(headlines(server), ['one']);
});

test('a refusal reaches whoever wrote it, and nothing is left', async () => {
  const server = new Server(cast().fred);
  const outbox = await open(server);
  server.refuses.add('much too long');
  await assert.rejects(outbox.submit('profile.update', { headline: 'much too long' }, written()), (refused: Refused) => refused.faults[0]?.field === 'headline');
  assert.deepEqual(outbox.letters.get(), []);
});

test('what waits is not in its form any more, and what was refused is again', async () => {
  const server = new Server(cast().fred);
  const outbox = await open(server);
  drafts.keep('profile', { headline: 'as typed' });
  server.isAway = true;
  const answer = outbox.submit('profile.update', { headline: 'no' }, written());
  await until(() => outbox.letters.get().length === 1 && outbox.isStuck.get());
  assert.equal(kept.has('profile'), false);
  server.refuses.add('no');
  server.isAway = false;
  outbox.wake();
  await assert.rejects(answer, Refused);
  assert.deepEqual(kept.get('profile'), { headline: 'as typed' });
});

test('a refusal nobody waits for is kept with its sentence, stops nothing behind it, and may be discarded', async () => {
  const server = new Server(cast().fred);
  const outbox = await open(server);
  server.isAway = true;
  server.refuses.add('much too long');
  const form = new AbortController();
  void outbox.submit('profile.update', { headline: 'much too long' }, written(form.signal));
  const second = outbox.submit('profile.update', { headline: 'two' }, written());
  await until(() => outbox.letters.get().length === 2);
  form.abort();
  server.isAway = false;
  outbox.wake();
  await second;
  const [kept] = outbox.letters.get();
  assert.equal(kept?.refused?.sentence, 'headline: at most 3 characters');
  assert.deepEqual(kept?.draft, { headline: 'as typed' });
  await outbox.discard(kept?.key ?? '');
  assert.deepEqual(outbox.letters.get(), []);
});

test('what Fred wrote is never sent as Carla, and goes when Fred is back', async () => {
  const { fred, carla } = cast();
  const server = new Server(fred);
  const outbox = await open(server);
  server.isAway = true;
  const form = new AbortController();
  void outbox.submit('profile.update', { headline: 'by Fred' }, written(form.signal));
  await until(() => outbox.isStuck.get());
  form.abort();

  server.person = carla;
  server.isAway = false;
  outbox.wake(); // in this tab it is not known yet that another has signed in as Carla
  await until(() => !outbox.isStuck.get());
  assert.equal(server.sent.length, 0);
  await outbox.open(carla);
  assert.deepEqual(outbox.letters.get(), []);
  await outbox.submit('profile.update', { headline: 'by Carla' }, written());

  server.person = fred;
  await outbox.open(fred);
  await until(() => outbox.letters.get().length === 0);
  assert.deepEqual(server.sent.map(([person, headline]) => [person, headline]), [[carla, 'by Carla'], [fred, 'by Fred']]);
});

test('nobody who is not signed in leaves anything behind', async () => {
  const outbox = await open(new Server(cast().fred), null);
  await assert.rejects(outbox.submit('profile.update', { headline: 'one' }, written()), { refusal: 'not_signed_in' });
});

test('a form whose author was signed out meanwhile has back what was written, and it is not sent later', async () => {
  const { fred, carla } = cast();
  const server = new Server(fred);
  const outbox = await open(server);
  server.person = null;
  await assert.rejects(outbox.submit('profile.update', { headline: 'one' }, written()), { refusal: 'not_signed_in' });
  server.isAway = true;
  const second = assert.rejects(outbox.submit('profile.update', { headline: 'two' }, written()), { refusal: 'not_signed_in' });
  await until(() => outbox.isStuck.get());
  await outbox.open(carla);
  await second;
  server.person = fred;
  server.isAway = false;
  await outbox.open(fred);
  assert.equal(outbox.letters.get().length + server.sent.length, 0);
});
