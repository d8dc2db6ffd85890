import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Link, useLocation, useSearch } from 'wouter';

import { account } from '../app.ts';
import { FormFoot } from '../form/FormFoot.tsx';
import type { Form } from '../form/useForm.ts';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { nextIn, withNext } from './next.ts';

interface Props {
  title: string;
  lead: string;
  form: Pick<Form<string>, 'props' | 'isBusy' | 'trouble'>;
  other: { why: string; door: string; text: string };
  children: ReactNode;
}

/** Signing in and registering look alike, and both lead back to where one came from. */
export function Door({ title, lead, form, other, children }: Props) {
  const me = useStore(account.me);
  const search = useSearch();
  const [path, navigate] = useLocation();
  useEffect(() => {
    if (me) navigate(nextIn(search), { replace: true });
  }, [me, search, navigate]);
  return (
    <Paper maw="28rem" mx="auto" my="lg" p="xl">
      <form {...form.props}>
        <Stack>
          <div>
            <PageTitle text={title} />
            <Text c="dimmed" mt={4}>
              {lead}
            </Text>
          </div>
          {children}
          <FormFoot form={form} button={title} />
          <Text size="sm">
            {other.why}{' '}
            <Anchor component={Link} href={withNext(other.door, path)} inherit>
              {other.text}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Paper>
  );
}
