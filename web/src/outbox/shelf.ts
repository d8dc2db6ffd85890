/** Where what was written waits, over reloads: IndexedDB, in the order of writing. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

import type { CommandFields, CommandName, Fault, RefusalName } from '../api/names.ts';

export type Draft = Record<string, string>;

/** `label` says to its author what it is; `path` and `draft` bring back the form that it was written in. */
export interface Letter<Name extends CommandName = CommandName> {
  key: string;
  person: number;
  name: Name;
  fields: CommandFields<Name>;
  label: string;
  path: string;
  form: string;
  draft: Draft;
  refused?: { refusal: RefusalName; sentence: string; faults: readonly Fault[] };
}

export interface Shelf {
  /** In the order of writing. */
  all(person: number): Promise<Letter[]>;
  /** Adds it at the end, or replaces the one of this key where it stands. */
  put(letter: Letter): Promise<void>;
  remove(key: string): Promise<void>;
}

interface Schema extends DBSchema {
  letters: { key: number; value: Letter; indexes: { key: string; person: number } };
}

export class IndexedShelf implements Shelf {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  async all(person: number): Promise<Letter[]> {
    return (await this.#open()).getAllFromIndex('letters', 'person', person);
  }

  async put(letter: Letter): Promise<void> {
    const transaction = (await this.#open()).transaction('letters', 'readwrite');
    const place = await transaction.store.index('key').getKey(letter.key);
    await transaction.store.put(letter, place);
    await transaction.done;
  }

  async remove(key: string): Promise<void> {
    const transaction = (await this.#open()).transaction('letters', 'readwrite');
    const place = await transaction.store.index('key').getKey(key);
    if (place !== undefined) await transaction.store.delete(place);
    await transaction.done;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('bidroom', 1, {
      upgrade(database) {
        const letters = database.createObjectStore('letters', { autoIncrement: true });
        letters.createIndex('key', 'key', { unique: true });
        letters.createIndex('person', 'person');
      },
    });
    return this.#database;
  }
}
