import { Badge, Button, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { announce } from '../announce.ts';
import { query, Refused } from '../api/asking.ts';
import { outbox } from '../app.ts';
import { useLive } from '../live/useLive.ts';
import { Loading } from '../shell/Loading.tsx';
import { texts } from '../texts.ts';
import { moment, sentence } from '../words.ts';
import classes from './Sessions.module.css';
import { applyToSessions } from './state.ts';

export function SessionList() {
  const [trouble, setTrouble] = useState('');
  const words = texts.sessions;
  const { state, refused } = useLive('sessions', {
    async read(signal) {
      const { sessions, positions } = await query('session.list', {}, signal);
      return { state: sessions, positions };
    },
    apply: applyToSessions,
    told: (event) => event.type === 'session.ended' && announce(words.ended),
  });

  async function end(session: number) {
    setTrouble('');
    try {
      const written = { label: words.label, path: '/profile', form: 'sessions', draft: {}, signal: new AbortController().signal };
      await outbox.submit('session.revoke', { session }, written);
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      setTrouble(sentence(refusal.message));
    }
  }

  return (
    <Paper component="section" p="lg">
      <Title order={2} id="sessions">
        {words.title}
      </Title>
      <Text c="dimmed">{words.lead}</Text>
      {(trouble || refused) && (
        <Text role="alert" c="red" mt="sm">
          {trouble || sentence(refused?.message ?? '')}
        </Text>
      )}
      {!state && !refused && <Loading text={words.loading} />}
      <ul className={classes.sessions} aria-labelledby="sessions">
        {state?.map(({ session, current, address, started_at }) => (
          <li key={session}>
            <div>
              <Text span fw={600}>
                {words.from(address)}
              </Text>{' '}
              <Text span c="dimmed">
                {words.since(moment(started_at))}
              </Text>
            </div>
            {current ? (
              <Badge>{words.here}</Badge>
            ) : (
              <Button size="compact-sm" variant="default" onClick={() => void end(session)}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Paper>
  );
}
