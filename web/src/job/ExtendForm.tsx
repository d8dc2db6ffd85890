import { TextInput } from '@mantine/core';

import { outbox } from '../app.ts';
import { readAll, useForm } from '../form/useForm.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { instant, local } from '../typed.ts';
import { ZONE } from '../words.ts';
import { ActForm, type ActProps } from './ActForm.tsx';

const words = texts.owner;
const DAY = 86_400_000;

export function ExtendForm({ job: { card }, done }: ActProps) {
  const id = `extend-${card.id}`;
  const form = useForm({
    id,
    initial: { closes_at: local(Date.parse(card.closes_at) + DAY) },
    async send(draft, signal) {
      const fields = { job: card.id, ...readAll({ closes_at: () => instant(draft.closes_at) }) };
      await outbox.submit('job.extend', fields, { label: words.extendLabel(card.title), path: jobPath(card.id), form: id, draft, signal });
      done();
    },
  });
  return (
    <ActForm form={form} why={words.extendWhy} button={words.extendIt} done={done}>
      <TextInput {...form.field('closes_at')} label={words.closesAt} description={texts.zone(ZONE)} type="datetime-local" />
    </ActForm>
  );
}
