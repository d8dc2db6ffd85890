import { Anchor, Paper, Text, Title } from '@mantine/core';

import type { Profile } from '../account/account.ts';
import { texts } from '../texts.ts';
import { checklist } from './checklist.ts';
import classes from './Profile.module.css';

/** What is left to say. Each leads to its field. */
export function Checklist({ profile }: { profile: Profile }) {
  const steps = checklist(profile);
  const left = steps.filter(({ done }) => !done).length;
  const words = texts.profile.steps;
  return (
    <Paper component="section" p="lg">
      <Title order={2}>{words.title}</Title>
      <Text c="dimmed" role="status">
        {left ? words.left(left) : words.done}
      </Text>
      <ul className={classes.steps}>
        {steps.map(({ step, done }) => (
          <li key={step} data-done={done || undefined}>
            {done ? words.names[step] : <Anchor href={`#profile-${step}`}>{words.names[step]}</Anchor>}
            <span className="unseen"> ({done ? words.isDone : words.isLeft})</span>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
