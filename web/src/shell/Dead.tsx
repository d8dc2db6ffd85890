import { Button, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';

import { texts } from '../texts.ts';
import { PageTitle } from './PageTitle.tsx';

/** A page with nothing to show: why, and the way on. */
export function Dead({ title, text }: { title: string; text: string }) {
  return (
    <Stack align="flex-start" py="xl">
      <PageTitle text={title} />
      <Text c="dimmed">{text}</Text>
      <Button component={Link} href="/" variant="light">
        {texts.trouble.home}
      </Button>
    </Stack>
  );
}
