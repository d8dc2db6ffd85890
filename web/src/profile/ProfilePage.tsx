import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';

import { withNext } from '../account/next.ts';
import { account } from '../app.ts';
import { SessionList } from '../sessions/SessionList.tsx';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { Checklist } from './Checklist.tsx';
import { ProfileForm } from './ProfileForm.tsx';

export default function ProfilePage() {
  const me = useStore(account.me);
  const words = texts.profile;
  return (
    <Stack gap="lg">
      <div>
        <PageTitle text={words.title} />
        <Text c="dimmed" mt={4}>
          {words.lead}
        </Text>
      </div>
      {me === undefined && <Loading text={words.loading} />}
      {me === null && (
        <Alert color="pine">
          <Text mb="sm">{words.signedOut}</Text>
          <Button component={Link} href={withNext('/sign-in', '/profile')}>
            {texts.account.signIn}
          </Button>
        </Alert>
      )}
      {me && (
        <>
          <Checklist profile={me} />
          <ProfileForm key={me.id} me={me} />
          <SessionList />
        </>
      )}
    </Stack>
  );
}
