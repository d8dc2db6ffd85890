import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { FormFoot } from '../form/FormFoot.tsx';
import type { Form } from '../form/useForm.ts';
import { texts } from '../texts.ts';
import type { Job } from './state.ts';

export interface ActProps {
  job: Job;
  done(): void;
}

interface Props {
  form: Pick<Form<string>, 'props' | 'isBusy' | 'trouble'>;
  why: string;
  button: string;
  done(): void;
  children?: ReactNode;
}

/** What it means, the fields, the button that does it and the one that does not. */
export function ActForm({ form, why, button, done, children }: Props) {
  return (
    <form {...form.props}>
      <Stack gap="sm" mt="md">
        <Text size="sm">{why}</Text>
        {children}
        <FormFoot form={form} button={button} />
        <Group>
          <Button variant="subtle" size="compact-md" onClick={done}>
            {texts.owner.keep}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
