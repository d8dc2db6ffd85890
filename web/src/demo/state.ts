/** What the demo is like, and whom somebody would want to be in it. */

import type { EventOn, Shapes } from '../api/names.ts';
import { unhandled } from '../unhandled.ts';

export type Member = Shapes['CastMember'];
export type Demo = Omit<Shapes['DemoStatus'], 'positions'>;
export type DemoEvent = EventOn<'demo'>;

/** The job that is looked at: whose it is, and the branch of the categories that it belongs to. */
export interface JobHere {
  client: number;
  branch: string;
}

export interface Part {
  member: Member;
  as: 'client' | 'this client' | 'freelancer';
}

export function applyToDemo(demo: Demo, event: DemoEvent): Demo {
  switch (event.type) {
    case 'simulation.switched':
      return { ...demo, simulating: event.on };
    default:
      return unhandled(event.type, demo);
  }
}

/** One who hires and one who works; at a job, its own client and somebody who could bid. Never who one is already. */
export function suggested(cast: readonly Member[], me: number | null, job?: JobHere): Part[] {
  const others = cast.filter(({ person }) => person !== me);
  const owner = job && others.find(({ person }) => person === job.client);
  const client = owner ?? (me === job?.client ? undefined : others.find(({ hires, works_in }) => hires && !works_in.length));
  const able = others.filter(({ person, works_in }) => person !== job?.client && works_in.length > 0);
  const freelancer = able.find(({ works_in }) => job && works_in.includes(job.branch)) ?? able[0];
  return [
    ...(client ? [{ member: client, as: owner ? 'this client' : 'client' } as const] : []),
    ...(freelancer ? [{ member: freelancer, as: 'freelancer' } as const] : []),
  ];
}

/** Everybody in whose name, headline or categories each of the words is. */
export function found(cast: readonly Member[], words: string, nameOf: (category: string) => string): Member[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return cast.filter(({ name, headline, works_in }) => {
    const text = [name, headline, ...works_in.map(nameOf)].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
