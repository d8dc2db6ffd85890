/** What may be asked by which name, taken from the types that the server's own description made. */

import type { components, operations, paths } from './types.ts';

export type Shapes = components['schemas'];
export type Problem = Shapes['Problem'];
export type RefusalName = Problem['title'];
export type Fault = Problem['errors'][number];
export type Positions = Record<string, Shapes['Position']>;

/** `EventOn<'market'>` is every event that the channel `market` brings, `EventOn<'job'>` every one of `job:<id>`. */
export type Kind = keyof Shapes extends infer Name ? (Name extends `on:${infer Found}` ? Found : never) : never;
export type EventOn<Name extends Kind> = Shapes[`on:${Name}`];

type Named<Path> = Path extends `/api/${infer Name extends keyof operations}` ? Name : never;
type Having<Verb extends string> = { [Path in keyof paths]: paths[Path] extends Record<Verb, object> ? Named<Path> : never };
export type CommandName = Having<'post'>[keyof paths];
export type QueryName = Having<'get'>[keyof paths];

type Body<Name extends keyof operations> = operations[Name] extends { requestBody: { content: { 'application/json': infer Fields } } } ? Fields : never;
type Asked<Name extends keyof operations> = operations[Name] extends { parameters: { query?: infer Fields } } ? NonNullable<Fields> : never;

export type CommandFields<Name extends CommandName> = Omit<Body<Name>, 'key'>;
export type QueryFields<Name extends QueryName> = [Asked<Name>] extends [never] ? Record<string, never> : Asked<Name>;
export type Answer<Name extends CommandName | QueryName> = operations[Name] extends {
  responses: { 200: { content: { 'application/json': infer Result } } };
}
  ? Result
  : never;
