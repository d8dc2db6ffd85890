import { Paper, Title } from '@mantine/core';

import { useServerNow } from '../live/clock.ts';
import { texts } from '../texts.ts';
import { moment } from '../words.ts';
import { closes, decides, type Draft, orNull } from './draft.ts';
import classes from './Post.module.css';

const MINUTE = 60_000;

/** What happens when, on the reader's clock. */
export function Schedule({ typed }: { typed: Draft }) {
  const now = Math.floor(useServerNow() / MINUTE) * MINUTE;
  const words = texts.post.schedule;
  const said = (read: () => number) => {
    const at = orNull(read);
    return at === null ? words.open : moment(new Date(at).toISOString());
  };
  return (
    <Paper component="section" p="lg">
      <Title order={2} mb="sm">
        {words.title}
      </Title>
      <ol className={classes.when}>
        <Step when={words.atOnce} what={words.opens} />
        <Step when={said(() => closes(typed, now))} what={words.closes} />
        <Step when={said(() => decides(typed, now))} what={words.decides} />
      </ol>
    </Paper>
  );
}

function Step({ when, what }: { when: string; what: string }) {
  return (
    <li>
      <strong>{when}</strong>
      {what}
    </li>
  );
}
