import { outbox } from '../app.ts';
import { useForm } from '../form/useForm.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { moment } from '../words.ts';
import { ActForm, type ActProps } from './ActForm.tsx';

const words = texts.owner;

export function CloseForm({ job: { card }, done }: ActProps) {
  const id = `close-${card.id}`;
  const form = useForm({
    id,
    initial: {},
    async send(draft, signal) {
      await outbox.submit('job.close', { job: card.id }, { label: words.closeLabel(card.title), path: jobPath(card.id), form: id, draft, signal });
      done();
    },
  });
  return <ActForm form={form} why={words.closeWhy(moment(card.decides_at))} button={words.closeIt} done={done} />;
}
