import { Button, Collapse, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

import { texts } from '../texts.ts';
import { CURRENCIES } from '../words.ts';
import { branches } from './categories.ts';
import { areAny, type Category, type Filters, howMany, NOTHING } from './filters.ts';
import classes from './Market.module.css';

const PAUSE = 250;

interface Props {
  filters: Filters;
  tree: readonly Category[];
  look(filters: Filters): void;
}

export function Search({ filters, tree, look }: Props) {
  const [typed, setTyped] = useState(filters);
  const [isOpen, setOpen] = useState(howMany(filters) > 0);
  const lookSoon = useDebouncedCallback(look, PAUSE);
  const address = JSON.stringify(filters);
  useEffect(() => setTyped(JSON.parse(address) as Filters), [address]); // the address may change by going back

  const field = (name: keyof Filters, isTyped = false) => ({
    id: `market-${name}`,
    name,
    value: typed[name],
    onChange(event: { currentTarget: { value: string } }) {
      const next = { ...typed, [name]: event.currentTarget.value };
      setTyped(next);
      if (isTyped) lookSoon(next);
      else look(next);
    },
  });
  const clear = () => {
    setTyped(NOTHING);
    look(NOTHING);
  };
  const options = (named: Record<string, string>) => Object.entries(named).map(([value, label]) => ({ value, label }));
  const words = texts.market;

  return (
    <form role="search" id="search" className={classes.search} onSubmit={(event) => event.preventDefault()}>
      <div className={classes.words}>
        <TextInput {...field('q', true)} label={words.search} placeholder={words.searchHint} type="search" maxLength={200} />
        <NativeSelect {...field('category')} label={words.category} data={branches(tree, words.everything)} />
        <NativeSelect {...field('sort')} label={words.sort} data={options(words.sorts)} />
        <Button variant="default" size="md" aria-expanded={isOpen} aria-controls="market-filters" onClick={() => setOpen(!isOpen)}>
          {words.filtersOn(howMany({ ...filters, category: '' }))}
        </Button>
      </div>
      <Collapse expanded={isOpen} id="market-filters">
        <div className={classes.filters}>
          <NativeSelect {...field('kind')} label={words.kind} data={options(words.kinds)} />
          <TextInput {...field('min', true)} label={words.budgetMin} inputMode="decimal" autoComplete="off" />
          <TextInput {...field('max', true)} label={words.budgetMax} inputMode="decimal" autoComplete="off" />
          <NativeSelect {...field('currency')} label={words.currency} data={[{ value: '', label: words.anyCurrency }, ...CURRENCIES]} />
          <TextInput {...field('skills', true)} label={words.skills} placeholder={words.skillsHint} autoComplete="off" />
        </div>
      </Collapse>
      {areAny(filters) && (
        <Button variant="subtle" size="compact-sm" className={classes.clear} onClick={clear}>
          {words.clear}
        </Button>
      )}
    </form>
  );
}
