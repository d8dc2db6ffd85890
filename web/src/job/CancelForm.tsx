import { Textarea } from '@mantine/core';

import { outbox } from '../app.ts';
import { useForm } from '../form/useForm.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { ActForm, type ActProps } from './ActForm.tsx';

const words = texts.owner;
const EMPTY = { reason: '' };

export function CancelForm({ job: { card, bid_count }, done }: ActProps) {
  const id = `cancel-${card.id}`;
  const form = useForm({
    id,
    initial: EMPTY,
    async send(draft, signal) {
      const fields = { job: card.id, reason: draft.reason.trim() || null };
      await outbox.submit('job.cancel', fields, { label: words.cancelLabel(card.title), path: jobPath(card.id), form: id, draft, signal });
      done();
    },
  });
  return (
    <ActForm form={form} why={words.cancelWhy(bid_count)} button={words.cancelIt} done={done}>
      <Textarea {...form.field('reason')} label={words.reason} rows={2} />
    </ActForm>
  );
}
