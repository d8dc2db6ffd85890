import { Alert, Anchor, Button, MultiSelect, NativeSelect, Paper, Stack, TagsInput, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';

import type { Profile } from '../account/account.ts';
import { FormFoot } from '../form/FormFoot.tsx';
import { personPath } from '../paths.ts';
import { Said } from '../person/Said.tsx';
import { texts } from '../texts.ts';
import { list } from '../typed.ts';
import { CURRENCIES, ZONE } from '../words.ts';
import { NO_ZONE } from './checklist.ts';
import { languageOptions } from './languages.ts';
import classes from './Profile.module.css';
import { type Name, preview } from './typed.ts';
import { useProfileForm } from './useProfileForm.ts';

const ZONES = Intl.supportedValuesOf('timeZone');

export function ProfileForm({ me }: { me: Profile }) {
  const { form, saved, clashing, take } = useProfileForm(me);
  const { typed } = form;
  const words = texts.profile;
  const { fields } = words;
  const field = (name: Name) => ({ ...form.field(name), id: `profile-${name}` });
  const tags = (name: 'skills' | 'languages') => ({
    id: `profile-${name}`,
    size: 'md' as const,
    value: list(typed[name]),
    error: form.field(name).error,
    onChange: (values: string[]) => form.set(name, values.join(', ')),
  });
  const languages = useMemo(() => languageOptions(list(typed.languages)), [typed.languages]);
  const zones = [...new Set([typed.time_zone, ZONE, ...ZONES])].filter((zone) => zone !== NO_ZONE);

  return (
    <div className={classes.page}>
      <Paper p={{ base: 'md', sm: 'lg' }}>
        <form {...form.props}>
          <Stack gap="lg">
            <Title order={2}>{words.mine}</Title>
            {clashing.length > 0 && (
              <Alert color="yellow" role="status">
                <Text mb="xs">{words.elsewhere(clashing.map((name) => fields[name]).join(', '))}</Text>
                <Button size="compact-sm" variant="default" onClick={take}>
                  {words.take}
                </Button>
              </Alert>
            )}
            <TextInput {...field('name')} label={fields.name} description={fields.nameHint} autoComplete="name" />
            <TextInput {...field('headline')} label={fields.headline} description={fields.headlineHint} autoComplete="off" />
            <Textarea {...field('about')} label={fields.about} description={fields.aboutHint} autosize minRows={4} maxRows={20} />
            <TagsInput {...tags('skills')} label={fields.skills} description={fields.skillsHint} maxTags={20} />
            <MultiSelect
              {...tags('languages')}
              label={fields.languages}
              description={fields.languagesHint}
              data={languages}
              searchable
              comboboxProps={{ withinPortal: false }}
              withScrollArea={false}
              styles={{ options: { maxHeight: '14rem', overflowY: 'auto' } }}
              maxValues={20}
              nothingFoundMessage={fields.languagesNone}
            />
            <div className={classes.pair}>
              <TextInput {...field('rate')} label={fields.rate} description={fields.rateHint} inputMode="decimal" autoComplete="off" />
              <NativeSelect {...field('currency')} label={fields.currency} data={[...new Set([typed.currency, ...CURRENCIES])].sort()} style={{ alignSelf: 'end' }} />
            </div>
            <div>
              <NativeSelect
                {...field('time_zone')}
                label={fields.time_zone}
                description={fields.timeZoneHint}
                data={[{ value: NO_ZONE, label: fields.timeZoneNone }, ...zones]}
              />
              {typed.time_zone !== ZONE && (
                <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => form.set('time_zone', ZONE)}>
                  {fields.useZone(ZONE)}
                </Button>
              )}
            </div>
            <FormFoot form={form} button={words.save} />
            <Text role="status" c="dimmed" size="sm">
              {saved}
            </Text>
          </Stack>
        </form>
      </Paper>
      <section className={classes.side}>
        <Title order={2} mb="sm">
          {words.preview}
        </Title>
        <Paper p="lg">
          <Said person={preview(typed, me)} isPreview />
        </Paper>
        <Anchor component={Link} href={personPath(me.id)} mt="sm" display="inline-block">
          {words.page}
        </Anchor>
      </section>
    </div>
  );
}
