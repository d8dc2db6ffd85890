import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useLocation } from 'wouter';

import { outbox } from '../app.ts';
import { keepDraft } from '../form/drafts.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { sentence } from '../words.ts';
import type { Letter } from './shelf.ts';

/** What was sent and is not there yet, and what was refused when nobody was looking. */
export function OutboxPanel() {
  const letters = useStore(outbox.letters);
  const isStuck = useStore(outbox.isStuck);
  const shown = letters.filter((letter) => isStuck || letter.refused);
  if (!shown.length) return null;
  const waiting = shown.filter((letter) => !letter.refused);
  return (
    <Alert role="status" color="yellow" mb="md" title={waiting.length ? texts.outbox.title(waiting.length) : undefined}>
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((letter) => (
          <li key={letter.key}>{letter.refused ? <RefusedLetter letter={letter} refused={letter.refused} /> : letter.label}</li>
        ))}
      </Stack>
      {waiting.length > 0 && <Text size="sm">{texts.outbox.waiting}</Text>}
    </Alert>
  );
}

function RefusedLetter({ letter, refused }: { letter: Letter; refused: NonNullable<Letter['refused']> }) {
  const [, navigate] = useLocation();
  const edit = async () => {
    keepDraft(letter.form, letter.draft);
    await outbox.discard(letter.key);
    navigate(letter.path);
  };
  return (
    <Group gap="xs">
      <Text flex="1 1 14rem">
        <strong>{letter.label}.</strong> {texts.outbox.refused} {sentence(refused.sentence)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => void edit()}>
        {texts.outbox.edit}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void outbox.discard(letter.key)}>
        {texts.outbox.discard}
      </Button>
    </Group>
  );
}
