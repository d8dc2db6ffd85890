import { Paper, Text, Title } from '@mantine/core';

import { texts } from '../texts.ts';
import classes from './Person.module.css';
import type { PersonPage } from './state.ts';

/** Counted from the record, the same way for everybody. */
export function Proven({ page: { hiring, bidding } }: { page: PersonPage }) {
  const words = texts.people;
  const { facts } = words;
  return (
    <Paper component="section" p="lg" className={classes.proven}>
      <Title order={2}>{words.proven}</Title>
      <Text c="dimmed" mb="md">
        {words.provenWhy}
      </Text>
      <Title order={3}>{words.hiring}</Title>
      <dl className={classes.numbers}>
        <Fact name={facts.open} number={hiring.open} />
        <Fact name={facts.closed} number={hiring.closed} />
        <Fact name={facts.cancelled} number={hiring.cancelled} />
        <Fact name={facts.bids} number={hiring.bids} />
      </dl>
      <Title order={3}>{words.working}</Title>
      {bidding ? (
        <dl className={classes.numbers}>
          <Fact name={facts.standing} number={bidding.standing} />
          <Fact name={facts.withdrawn} number={bidding.withdrawn} />
        </dl>
      ) : (
        <Text c="dimmed">{words.signedOut}</Text>
      )}
    </Paper>
  );
}

function Fact({ name, number }: { name: string; number: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{number}</dd>
    </div>
  );
}
