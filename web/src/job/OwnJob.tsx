import { Button, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';

import { bidsPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { moment } from '../words.ts';
import { CancelForm } from './CancelForm.tsx';
import { CloseForm } from './CloseForm.tsx';
import { EditForm } from './EditForm.tsx';
import { ExtendForm } from './ExtendForm.tsx';
import classes from './Job.module.css';
import type { Job } from './state.ts';

const FORMS = { edit: EditForm, extend: ExtendForm, close: CloseForm, cancel: CancelForm };
type Act = keyof typeof FORMS;

const words = texts.owner;

/** What a client may do with a job of theirs. Each is said in words before it is done. */
export function OwnJob({ job }: { job: Job }) {
  const [act, setAct] = useState<Act | null>(null);
  const { state, id, decides_at } = job.card;
  const acts: Act[] = state === 'open' ? ['edit', 'extend', 'close', 'cancel'] : state === 'closed' ? ['cancel'] : [];
  const Form = act && acts.includes(act) ? FORMS[act] : null;
  return (
    <Paper component="section" p="lg" aria-label={words.title}>
      <Title order={2}>{words.title}</Title>
      {state === 'open' && <Text size="sm">{words.arriving}</Text>}
      <Text size="sm" mt="xs">
        {words.reads}
      </Text>
      {state !== 'cancelled' && (
        <Text size="sm" mt="xs" fw={650}>
          {words.decides(moment(decides_at))}
        </Text>
      )}
      <Button component={Link} href={bidsPath(id)} mt="md" fullWidth>
        {words.desk}
      </Button>
      {acts.length > 0 && (
        <div className={classes.acts} role="group" aria-label={words.change}>
          {acts.map((each) => (
            <Button
              key={each}
              size="compact-md"
              variant={each === act ? 'light' : 'default'}
              aria-expanded={each === act}
              onClick={() => setAct(each === act ? null : each)}
            >
              {words[each]}
            </Button>
          ))}
        </div>
      )}
      {Form && <Form key={act} job={job} done={() => setAct(null)} />}
    </Paper>
  );
}
