import { NativeSelect, Textarea, TextInput } from '@mantine/core';

import type { CommandFields } from '../api/names.ts';
import { outbox } from '../app.ts';
import { readAll, useForm } from '../form/useForm.ts';
import { branches, useCategories } from '../market/categories.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { asTyped, instant, list, local, price } from '../typed.ts';
import { CURRENCIES, ZONE } from '../words.ts';
import { ActForm, type ActProps } from './ActForm.tsx';
import classes from './Job.module.css';
import type { Job } from './state.ts';

const words = texts.owner;
type Kind = Job['card']['kind'];

/** Sends what was changed and nothing else: a field that somebody else changed meanwhile stays as they left it. */
export function EditForm({ job: { card, description }, done }: ActProps) {
  const tree = useCategories();
  const id = `edit-${card.id}`;
  const sum = (amount: number | null) => (amount === null ? '' : asTyped(amount, card.currency));
  const initial = {
    title: card.title,
    description,
    category: card.category,
    kind: card.kind as string,
    budget_min: sum(card.budget_min),
    budget_max: sum(card.budget_max),
    currency: card.currency,
    skills: card.skills.join(', '),
    decides_at: local(Date.parse(card.decides_at)),
  };
  const form = useForm({
    id,
    initial,
    async send(draft, signal) {
      const amount = (text: string) => (text.trim() ? price(text, draft.currency) : null);
      const given = readAll({
        title: () => draft.title,
        description: () => draft.description,
        category: () => draft.category,
        kind: () => draft.kind as Kind,
        budget_min: () => amount(draft.budget_min),
        budget_max: () => amount(draft.budget_max),
        currency: () => draft.currency,
        skills: () => list(draft.skills),
        decides_at: () => instant(draft.decides_at),
      });
      const names = (Object.keys(initial) as (keyof typeof initial)[]).filter((name) => draft[name] !== initial[name]);
      // The same figure in another currency is another sum.
      if (names.includes('currency')) names.push('budget_min', 'budget_max');
      const fields: CommandFields<'job.edit'> = { job: card.id, ...Object.fromEntries(names.map((name) => [name, given[name]])) };
      await outbox.submit('job.edit', fields, { label: words.editLabel(card.title), path: jobPath(card.id), form: id, draft, signal });
      done();
    },
  });
  const kinds = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));
  const currencies = [...new Set([card.currency, ...CURRENCIES])];
  return (
    <ActForm form={form} why={words.editWhy} button={words.editIt} done={done}>
      <TextInput {...form.field('title')} label={words.jobTitle} />
      <Textarea {...form.field('description')} label={words.description} rows={8} />
      <NativeSelect {...form.field('category')} label={words.category} data={branches(tree, '').slice(1)} />
      <TextInput {...form.field('skills')} label={words.skills} description={words.skillsHint} />
      <div className={classes.pair}>
        <NativeSelect {...form.field('kind')} label={words.kind} data={kinds} />
        <NativeSelect {...form.field('currency')} label={words.currency} data={currencies} />
      </div>
      <div className={classes.pair}>
        <TextInput {...form.field('budget_min')} label={words.least} inputMode="decimal" autoComplete="off" />
        <TextInput {...form.field('budget_max')} label={words.most} inputMode="decimal" autoComplete="off" />
      </div>
      <TextInput {...form.field('decides_at')} label={words.decidesAt} description={texts.zone(ZONE)} type="datetime-local" />
    </ActForm>
  );
}
