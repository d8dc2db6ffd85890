import { Alert, Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { withNext } from '../account/next.ts';
import { Refused } from '../api/asking.ts';
import { account, outbox } from '../app.ts';
import { FormFoot } from '../form/FormFoot.tsx';
import { useForm } from '../form/useForm.ts';
import { serverNow } from '../live/clock.ts';
import { useCategories } from '../market/categories.ts';
import { jobPath } from '../paths.ts';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { asked, type Draft, EMPTY, FORM, isUntouched, missing, MORE } from './draft.ts';
import { MainFields } from './MainFields.tsx';
import { MoreFields } from './MoreFields.tsx';
import classes from './Post.module.css';
import { Preview } from './Preview.tsx';
import { Schedule } from './Schedule.tsx';

export default function PostPage() {
  const me = useStore(account.me);
  const tree = useCategories();
  const [, navigate] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const [discarded, setDiscarded] = useState<Draft>();
  const words = texts.post;

  const form = useForm({
    id: FORM,
    initial: EMPTY,
    async send(typed, signal) {
      const fields = asked(typed, serverNow());
      if (!account.me.get()) {
        const faults = missing(typed);
        if (faults.length) throw new Refused('invalid', '', faults);
        navigate(withNext('/register', '/post'));
        throw new Refused('not_signed_in', texts.outbox.notSignedIn); // the draft stays
      }
      const { job } = await outbox.submit('job.post', fields, { label: words.label(typed.title), path: '/post', form: FORM, draft: typed, signal });
      navigate(`${jobPath(job)}?posted`);
    },
  });
  const fill = (draft: Draft) => (Object.keys(EMPTY) as (keyof Draft)[]).forEach((name) => form.set(name, draft[name]));
  const isMoreWrong = MORE.some((name) => form.field(name).error);

  return (
    <Stack gap="lg">
      <div>
        <PageTitle text={words.title} />
        <Text c="dimmed" mt={4} maw="70ch">
          {words.lead}
        </Text>
      </div>
      {me === null && (
        <Alert color="pine">
          {words.signedOut}{' '}
          <Anchor component={Link} href={withNext('/sign-in', '/post')} inherit>
            {texts.account.signIn}
          </Anchor>
        </Alert>
      )}
      <div className={classes.page}>
        <Paper p={{ base: 'md', sm: 'lg' }}>
          <form {...form.props}>
            <Stack gap="lg" className={classes.form}>
              <MainFields form={form} tree={tree} />
              <Button
                variant="default"
                aria-expanded={isOpen || isMoreWrong}
                aria-controls="post-more"
                onClick={() => setOpen(!isOpen && !isMoreWrong)}
              >
                {words.more} {isOpen || isMoreWrong ? '▴' : '▾'}
              </Button>
              <div id="post-more" hidden={!isOpen && !isMoreWrong}>
                <MoreFields form={form} />
              </div>
              <FormFoot form={form} button={me === null ? words.registerAndPost : words.post} />
              <Group justify="space-between" gap="xs">
                <Text size="sm" c="dimmed">
                  {words.kept}
                </Text>
                {!isUntouched(form.typed) && (
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-sm"
                    onClick={() => {
                      setDiscarded(form.typed);
                      fill(EMPTY);
                    }}
                  >
                    {words.discard}
                  </Button>
                )}
              </Group>
              {discarded && isUntouched(form.typed) && (
                <Alert color="gray" role="status">
                  {words.discarded}{' '}
                  <Button
                    variant="default"
                    size="compact-sm"
                    onClick={() => {
                      fill(discarded);
                      setDiscarded(undefined);
                    }}
                  >
                    {words.undo}
                  </Button>
                </Alert>
              )}
            </Stack>
          </form>
        </Paper>
        <aside className={classes.side} aria-label={words.aside}>
          <Preview typed={form.typed} me={me} tree={tree} />
          <Schedule typed={form.typed} />
          <Paper component="section" p="lg">
            <Title order={2} mb="sm">
              {words.who}
            </Title>
            <ul className={classes.who}>
              {words.whoSees.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Paper>
        </aside>
      </div>
    </Stack>
  );
}
