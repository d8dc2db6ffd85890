import { Alert, Badge, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useId, useState } from 'react';

import { nameOf, useCategories } from '../market/categories.ts';
import classes from './Demo.module.css';
import { found, type Member } from './state.ts';
import { texts } from './texts.ts';

interface Props {
  isOpen: boolean;
  close(): void;
  cast: readonly Member[];
  me: number | null;
  trouble: string;
  enter(member: Member): void;
}

const words = texts.cast;

/** All the people of the demo, to be one of them at a click. */
export function CastList({ isOpen, close, ...list }: Props) {
  return (
    <Modal opened={isOpen} onClose={close} title={words.title} size="lg">
      <Found {...list} />
    </Modal>
  );
}

function Found({ cast, me, trouble, enter }: Omit<Props, 'isOpen' | 'close'>) {
  const [typed, setTyped] = useState('');
  const tree = useCategories();
  const title = useId();
  const shown = found(cast, typed, (slug) => nameOf(tree, slug));
  return (
    <Stack gap="sm" onKeyDown={walk}>
      <Text size="sm">{words.lead}</Text>
      <TextInput
        data-autofocus
        label={words.search}
        placeholder={words.searchHint}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {trouble && (
        <Alert color="red" role="alert">
          {trouble}
        </Alert>
      )}
      <Text size="sm" c="dimmed" role="status" id={title}>
        {shown.length ? words.found(shown.length) : words.none}
      </Text>
      <ul className={classes.cast} aria-labelledby={title}>
        {shown.map((member) => (
          <li key={member.person}>
            <UnstyledButton className={classes.member} aria-current={member.person === me || undefined} onClick={() => enter(member)}>
              <strong>{member.name}</strong>
              {member.person === me && <Badge size="sm">{words.you}</Badge>}
              <span className={classes.headline}>{member.headline}</span>
              <small>{does(member, (slug) => nameOf(tree, slug))}</small>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function does({ hires, works_in }: Member, nameOf: (slug: string) => string): string {
  return [hires && words.hires, works_in.length > 0 && words.works(works_in.map(nameOf).join(', '))].filter(Boolean).join(' · ');
}

/** Down leads from the search into the list, and up and down go from one to the next. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li button')];
  stops[stops.indexOf(event.target as HTMLElement) + step]?.focus();
  event.preventDefault();
}
