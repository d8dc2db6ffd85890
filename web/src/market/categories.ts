/** The tree of categories, asked for once. */

import { useEffect, useState } from 'react';

import { patiently, query } from '../api/asking.ts';
import { texts } from '../texts.ts';
import type { Category } from './filters.ts';

let known: Promise<readonly Category[]> | undefined;

export function categories(): Promise<readonly Category[]> {
  known ??= patiently(() => query('category.list', {}), new AbortController().signal, () => {}).then((found) => found.categories);
  return known;
}

export function useCategories(): readonly Category[] {
  const [tree, setTree] = useState<readonly Category[]>([]);
  useEffect(() => void categories().then(setTree), []);
  return tree;
}

export const nameOf = (tree: readonly Category[], slug: string) => tree.find((each) => each.slug === slug)?.name ?? slug;

/** The tree as a select's options. */
export function branches(tree: readonly Category[], everything: string) {
  const groups = tree
    .filter(({ parent }) => parent === null)
    .map((root) => ({
      group: root.name,
      items: [
        { value: root.slug, label: texts.market.inGeneral(root.name) },
        ...tree.filter(({ parent }) => parent === root.slug).map(({ slug, name }) => ({ value: slug, label: name })),
      ],
    }));
  return [{ value: '', label: everything }, ...groups];
}
