import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';

import { query } from '../api/asking.ts';
import { account } from '../app.ts';
import { useLive } from '../live/useLive.ts';
import { Dead } from '../shell/Dead.tsx';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { month, sentence } from '../words.ts';
import classes from './Person.module.css';
import { Proven } from './Proven.tsx';
import { Said } from './Said.tsx';
import { applyToPerson } from './state.ts';

export default function PersonPage() {
  const { id = '' } = useParams();
  const me = useStore(account.me);
  const words = texts.people;
  const { state, refused, isWaiting } = useLive(`person ${id}`, {
    async read(signal) {
      const { positions, ...found } = await query('profile.get', { person: Number(id) }, signal);
      return { state: found, positions };
    },
    apply: applyToPerson,
  });
  if (refused) return <Dead title={words.notFound} text={sentence(refused.message)} />;
  if (!state) return <Loading text={isWaiting ? texts.connection.waiting : words.loading} />;
  const { profile } = state;
  return (
    <Stack gap="lg">
      <div>
        <PageTitle text={profile.name} />
        {profile.headline && (
          <Text size="lg" mt={4}>
            {profile.headline}
          </Text>
        )}
        <Text c="dimmed">{words.since(month(profile.member_since))}</Text>
        {me?.id === profile.id && (
          <Anchor component={Link} href="/profile">
            {words.edit}
          </Anchor>
        )}
      </div>
      <div className={classes.page}>
        <Proven page={state} />
        <Paper component="section" p="lg">
          <Title order={2}>{words.said(profile.name)}</Title>
          <Text c="dimmed" mb="md">
            {words.saidWhy}
          </Text>
          <Said person={profile} />
        </Paper>
      </div>
    </Stack>
  );
}
