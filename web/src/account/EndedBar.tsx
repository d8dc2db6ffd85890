import { Alert, Anchor } from '@mantine/core';
import { Link, useLocation } from 'wouter';

import { account } from '../app.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { withNext } from './next.ts';

export function EndedBar() {
  const isEnded = useStore(account.isEnded);
  const [path] = useLocation();
  if (!isEnded) return null;
  return (
    <Alert color="yellow" role="alert" mb="md" withCloseButton onClose={() => account.isEnded.set(false)}>
      {texts.account.ended}{' '}
      <Anchor component={Link} href={withNext('/sign-in', path)} inherit>
        {texts.account.signIn}
      </Anchor>
    </Alert>
  );
}
