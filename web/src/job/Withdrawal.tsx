import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { Refused } from '../api/asking.ts';
import { outbox } from '../app.ts';
import { FormFoot } from '../form/FormFoot.tsx';
import { readAll, useForm } from '../form/useForm.ts';
import type { Card } from '../market/filters.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { sentence } from '../words.ts';

interface Props {
  bid: number;
  card: Card;
}

const SECONDS = 6;
const EMPTY = { reason: '' };
const words = texts.myBid;

const formOf = (job: number) => `withdraw-${job}`;

export function Withdrawal({ bid, card }: Props) {
  const [reason, setReason] = useState<string>();
  const [trouble, setTrouble] = useState('');
  if (reason === undefined) return <Ask card={card} ask={setReason} trouble={trouble} />;
  const back = (why: string) => {
    setTrouble(why);
    setReason(undefined);
  };
  return <Leaving bid={bid} card={card} reason={reason} back={back} />;
}

function Ask({ card, ask, trouble }: { card: Card; ask(reason: string): void; trouble: string }) {
  const isClosed = card.state === 'closed';
  const form = useForm({
    id: formOf(card.id),
    initial: EMPTY,
    send(typed) {
      const { reason } = readAll({
        reason() {
          if (isClosed && !typed.reason.trim()) throw new Error(words.reasonNeeded);
          return typed.reason.trim();
        },
      });
      ask(reason);
      return Promise.resolve();
    },
  });
  return (
    <details style={{ marginTop: '1rem' }} open={Boolean(trouble) || undefined}>
      <summary>{words.withdraw}</summary>
      <form {...form.props}>
        <Stack gap="sm" mt="sm">
          <Textarea {...form.field('reason')} label={isClosed ? words.reasonClosed : words.reason} rows={2} />
          <FormFoot form={{ ...form, trouble: form.trouble || trouble }} button={words.withdrawIt} />
        </Stack>
      </form>
    </details>
  );
}

/** A moment in which it may be undone. Whoever leaves the page within it keeps the bid. */
function Leaving({ bid, card, reason, back }: Props & { reason: string; back(trouble: string): void }) {
  const [seconds, setSeconds] = useState(SECONDS);
  const [isSent, setSent] = useState(false);
  const undo = useRef<HTMLButtonElement>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    undo.current?.focus();
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);

  useEffect(() => {
    if (isSent) return;
    const timer = setTimeout(() => (seconds > 1 ? setSeconds(seconds - 1) : void send()), 1000);
    return () => clearTimeout(timer);
  });

  async function send() {
    setSent(true);
    const { signal } = leaving.current;
    const written = { label: words.withdrawLabel(card.title), path: jobPath(card.id), form: formOf(card.id), draft: { reason }, signal };
    try {
      await outbox.submit('bid.withdraw', { bid, reason: reason || null }, written);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      back(sentence(refused.message));
    }
  }

  return (
    <Alert color="yellow" mt="md">
      <Text size="sm" id="leaving">
        {isSent ? words.withdrawing : words.leaving(seconds)}
      </Text>
      {!isSent && (
        <Group mt="xs" gap="xs">
          <Button ref={undo} aria-describedby="leaving" size="compact-md" onClick={() => back('')}>
            {words.undo}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => void send()}>
            {words.atOnce}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
