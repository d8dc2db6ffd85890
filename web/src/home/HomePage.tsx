import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';

import { withNext } from '../account/next.ts';
import { account } from '../app.ts';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { sentence } from '../words.ts';
import { MyBids } from './MyBids.tsx';
import { MyJobs } from './MyJobs.tsx';
import { News } from './News.tsx';
import { useHome } from './useHome.ts';
import { Waits } from './Waits.tsx';

export default function HomePage() {
  const me = useStore(account.me);
  const words = texts.home;
  return (
    <Stack gap="xl">
      <PageTitle text={words.title} />
      {me === undefined && <Loading text={words.loading} />}
      {me === null && (
        <Alert color="pine">
          <Text mb="sm">{words.signedOut}</Text>
          <Button component={Link} href={withNext('/sign-in', '/home')}>
            {texts.account.signIn}
          </Button>
        </Alert>
      )}
      {me && <Mine key={me.id} person={me.id} />}
    </Stack>
  );
}

function Mine({ person }: { person: number }) {
  const { home, refused, isWaiting } = useHome();
  if (refused) return <Text role="alert">{sentence(refused.message)}</Text>;
  if (!home) return <Loading text={isWaiting ? texts.connection.waiting : texts.home.loading} />;
  return (
    <>
      <Waits home={home} />
      <News person={person} home={home} />
      <MyJobs jobs={home.jobs} />
      <MyBids bids={home.bids} />
    </>
  );
}
