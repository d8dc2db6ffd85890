import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyToDemo, type Demo, found, type Member, suggested } from './state.ts';

const member = (person: number, name: string, hires: boolean, ...works_in: string[]): Member => ({
  person,
  name,
  headline: `${name} of the gardens`,
  hires,
  works_in,
});
const BOTH = member(1, 'Bo', true, 'writing');
const CARLA = member(2, 'Carla', true);
const CLARA = member(3, 'Clara', true);
const FRED = member(4, 'Fred', false, 'writing');
const FRIDA = member(5, 'Frida', false, 'music', 'writing');
const CAST = [BOTH, CARLA, CLARA, FRED, FRIDA];

const names = (...given: Parameters<typeof suggested>) => suggested(...given).map(({ member, as }) => `${member.name}, ${as}`);

test('somebody who hires and somebody who works are suggested', () => {
  assert.deepEqual(names([CARLA, CLARA, FRED, FRIDA], null), ['Carla, client', 'Fred, freelancer']);
  assert.deepEqual(names([CARLA, CLARA, FRED, FRIDA], 2), ['Clara, client', 'Fred, freelancer']);
  assert.deepEqual(names([], null), []);
});

test('at a job it is its own client, and somebody who could bid on it', () => {
  assert.deepEqual(names(CAST, null, { client: 3, branch: 'music' }), ['Clara, this client', 'Frida, freelancer']);
  assert.deepEqual(names(CAST, null, { client: 1, branch: 'writing' }), ['Bo, this client', 'Fred, freelancer']);
});

test('whoever is the client of a job is suggested nobody but a bidder', () => {
  assert.deepEqual(names(CAST, 3, { client: 3, branch: 'music' }), ['Frida, freelancer']);
  assert.deepEqual(names(CAST, 4, { client: 3, branch: 'music' }), ['Clara, this client', 'Frida, freelancer']);
});

test('at a job of somebody outside the cast any client is suggested', () => {
  assert.deepEqual(names(CAST, null, { client: 99, branch: 'music' }), ['Carla, client', 'Frida, freelancer']);
});

test('all the words are looked for, in names, headlines and categories', () => {
  const nameOf = (slug: string) => ({ music: 'Music & audio' })[slug] ?? slug;
  const look = (words: string) => found(CAST, words, nameOf).map(({ name }) => name);
  assert.deepEqual(look(''), ['Bo', 'Carla', 'Clara', 'Fred', 'Frida']);
  assert.deepEqual(look('GARDENS  audio'), ['Frida']);
  assert.deepEqual(look('fred music'), []);
});

test('the switch is set where it was last turned', () => {
  const demo: Demo = { demo: true, simulating: true, cast: CAST };
  const off = { type: 'simulation.switched', at: '2026-11-21T20:00:00Z', on: false } as const;
  assert.equal(applyToDemo(demo, off).simulating, false);
  assert.equal(applyToDemo(applyToDemo(demo, off), { ...off, on: true }).simulating, true);
});
