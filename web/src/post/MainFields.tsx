import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';

import type { Form } from '../form/useForm.ts';
import { useServerNow } from '../live/clock.ts';
import { branches } from '../market/categories.ts';
import type { Category } from '../market/filters.ts';
import { texts } from '../texts.ts';
import { local } from '../typed.ts';
import { ZONE } from '../words.ts';
import { BOUNDS, type Draft, lengthOf, OTHERWISE } from './draft.ts';
import { exampleOf } from './examples.ts';
import classes from './Post.module.css';

interface Props {
  form: Form<keyof Draft>;
  tree: readonly Category[];
}

/** The four that are needed. */
export function MainFields({ form, tree }: Props) {
  const { typed } = form;
  const words = texts.post.fields;
  const isOwn = typed.closes_in === OTHERWISE;
  const closesError = form.field('closes_at').error;
  return (
    <>
      <TextInput {...form.field('title')} label={words.title} description={words.titleHint(lengthOf(typed.title), BOUNDS.title.most)} autoComplete="off" />
      <Textarea
        {...form.field('description')}
        label={words.description}
        description={words.descriptionHint(BOUNDS.description.least - lengthOf(typed.description))}
        autosize
        minRows={6}
        maxRows={24}
      />
      <div>
        <NativeSelect {...form.field('category')} label={words.category} description={words.categoryHint} data={branches(tree, words.choose)} />
        <ExampleBrief category={typed.category} tree={tree} />
      </div>
      <div className={classes.pair}>
        <NativeSelect
          {...form.field('closes_in')}
          error={isOwn ? undefined : closesError}
          label={words.closesIn}
          data={[...words.closesIns, { value: OTHERWISE, label: words.otherwise }]}
        />
        {isOwn && <OwnMoment form={form} name="closes_at" label={words.closesAt(ZONE)} hint={words.closesAtHint} />}
      </div>
    </>
  );
}

interface MomentProps {
  form: Form<keyof Draft>;
  name: 'closes_at' | 'decides_at';
  label: string;
  hint: string;
}

export function OwnMoment({ form, name, label, hint }: MomentProps) {
  const now = useServerNow();
  return <TextInput {...form.field(name)} type="datetime-local" label={label} description={hint} min={local(now)} />;
}

function ExampleBrief({ category, tree }: { category: string; tree: readonly Category[] }) {
  const example = exampleOf(category, tree);
  if (!example) return null;
  return (
    <details style={{ marginTop: '.6rem' }}>
      <summary>{texts.post.example}</summary>
      <div className={classes.example}>
        <Text fw={650}>{example.title}</Text>
        <Text>{example.description}</Text>
      </div>
    </details>
  );
}
