import { Anchor, Paper, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { usePerson } from '../bids/people.ts';
import { personPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { month } from '../words.ts';
import type { Job } from './state.ts';

/** Whether this is somebody to work for: what the record says of them. */
export function Client({ client }: { client: Job['client'] }) {
  const hiring = usePerson(client.id)?.hiring;
  const words = texts.person;
  return (
    <Paper component="section" p="lg">
      <Title order={2} size="h3">
        {words.about}
      </Title>
      <Anchor component={Link} href={personPath(client.id)} fw={650}>
        {client.name}
      </Anchor>
      {client.headline && <Text size="sm">{client.headline}</Text>}
      <Text size="sm" c="dimmed">
        {words.since(month(client.member_since))}
      </Text>
      {hiring && (
        <Text size="sm" mt="xs">
          {words.jobs(hiring.open + hiring.closed + hiring.cancelled)}: {words.jobsByState(hiring.open, hiring.closed, hiring.cancelled)}.{' '}
          {words.received(hiring.bids)}. <Text span inherit c="dimmed">{words.counted}</Text>
        </Text>
      )}
    </Paper>
  );
}
