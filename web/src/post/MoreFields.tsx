import { NativeSelect, Stack, TagsInput, Text, TextInput } from '@mantine/core';

import type { Form } from '../form/useForm.ts';
import { texts } from '../texts.ts';
import { list } from '../typed.ts';
import { CURRENCIES, ZONE } from '../words.ts';
import { type Draft, OTHERWISE } from './draft.ts';
import { OwnMoment } from './MainFields.tsx';
import classes from './Post.module.css';

/** All of them optional. */
export function MoreFields({ form }: { form: Form<keyof Draft> }) {
  const { typed } = form;
  const words = texts.post.fields;
  const isOwn = typed.decides_in === OTHERWISE;
  const { id, value, error } = form.field('skills');
  return (
    <Stack gap="lg">
      <Text c="dimmed" size="sm">
        {texts.post.moreLead}
      </Text>
      <div className={classes.pair}>
        <NativeSelect {...form.field('kind')} label={words.kind} data={words.kinds} />
        <NativeSelect {...form.field('currency')} label={words.currency} data={CURRENCIES} />
        <TextInput {...form.field('budget_min')} label={words.budgetMin(typed.kind)} description={words.budgetMinHint} inputMode="decimal" autoComplete="off" />
        <TextInput {...form.field('budget_max')} label={words.budgetMax(typed.kind)} description={words.budgetMaxHint} inputMode="decimal" autoComplete="off" />
      </div>
      <TagsInput
        id={id}
        size="md"
        value={list(value)}
        error={error}
        onChange={(skills) => form.set('skills', skills.join(', '))}
        label={words.skills}
        description={words.skillsHint}
        maxTags={20}
      />
      <div className={classes.pair}>
        <NativeSelect
          {...form.field('decides_in')}
          error={isOwn ? undefined : form.field('decides_at').error}
          label={words.decidesIn}
          data={[...words.decidesIns, { value: OTHERWISE, label: words.otherwise }]}
        />
        {isOwn && <OwnMoment form={form} name="decides_at" label={words.decidesAt(ZONE)} hint={words.decidesAtHint} />}
      </div>
    </Stack>
  );
}
