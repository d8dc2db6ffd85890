import { Button, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { texts } from '../texts.ts';

/** Where a page breaks, the rest of the site stays, and says so. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Stack role="alert" align="flex-start">
        <Title order={1}>{texts.trouble.title}</Title>
        <Text>{texts.trouble.broken}</Text>
        <Button onClick={() => location.reload()}>{texts.trouble.reload}</Button>
      </Stack>
    );
  }
}
