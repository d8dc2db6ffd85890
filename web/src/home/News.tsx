import { Anchor, Button, Group, Paper, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { bidsPath, jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { brief } from '../words.ts';
import classes from './Home.module.css';
import type { Change } from './since.ts';
import type { Home } from './state.ts';
import { useSince } from './useSince.ts';

/** What changed while one was away, and goes on to change. */
export function News({ person, home }: { person: number; home: Home }) {
  const { at, changes, see } = useSince(person, home);
  const words = texts.home;
  if (!changes.length) return null;
  return (
    <Paper component="section" p="lg" className={classes.news}>
      <Group justify="space-between">
        <Title order={2} id="news">
          {words.news}
        </Title>
        <Button size="compact-md" variant="default" onClick={see}>
          {words.seen}
        </Button>
      </Group>
      <Text c="dimmed" size="sm">
        {words.since(brief(at))}
      </Text>
      <ul className={classes.changes} aria-labelledby="news">
        {changes.map((change) => (
          <li key={`${change.what} ${change.card.id}`}>
            {said(change)}{' '}
            <Anchor component={Link} href={change.isMine ? bidsPath(change.card.id) : jobPath(change.card.id)}>
              {change.card.title}
            </Anchor>
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function said({ what, from, to }: Change): string {
  const words = texts.home;
  if (what === 'bids') return words.bids(to - from);
  if (what === 'fewer') return words.fewer(from - to);
  if (what === 'rank') return words.rank(from, to);
  return words[what];
}
