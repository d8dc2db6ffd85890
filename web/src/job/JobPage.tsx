import { Alert, Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';

import { account } from '../app.ts';
import { Bids } from '../bids/Bids.tsx';
import { useSending, withSending } from '../bids/sending.ts';
import { Skills } from '../market/Skills.tsx';
import { PostedNotice } from '../post/PostedNotice.tsx';
import { Dead } from '../shell/Dead.tsx';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { moment, sentence } from '../words.ts';
import { Client } from './Client.tsx';
import { Facts } from './Facts.tsx';
import classes from './Job.module.css';
import { OwnBid } from './OwnBid.tsx';
import { OwnJob } from './OwnJob.tsx';
import type { Job, View } from './state.ts';
import { useJob } from './useJob.ts';
import { Watching } from './Watching.tsx';

export default function JobPage() {
  const { id = '' } = useParams();
  const { state, refused, isWaiting, fresh } = useJob(id);
  if (refused) return <Dead title={texts.job.notFound} text={sentence(refused.message)} />;
  if (!state) return <Loading text={isWaiting ? texts.connection.waiting : texts.job.loading} />;
  return <Shown view={state} fresh={fresh} />;
}

function Shown({ view: { job, offers, moved }, fresh }: { view: View; fresh: ReadonlySet<number> }) {
  const me = useStore(account.me) ?? null;
  const { card, my_bid } = job;
  const letters = useSending(card.id, offers, my_bid);
  const lines = withSending(Object.values(offers?.bids ?? {}), letters, my_bid, me);
  const isClient = offers?.isClient ?? false;
  const words = texts.job;
  return (
    <Stack gap="lg">
      <div>
        <Anchor component={Link} href="/" size="sm">
          ← {words.back}
        </Anchor>
        <PageTitle text={card.title} />
      </div>
      {card.state !== 'open' && <Alert color="yellow">{ended(job)}</Alert>}
      {card.state === 'open' && moved && (
        <Alert color="pine">{moved.isSoft ? words.softClose(moment(moved.closes_at)) : words.extended(moment(moved.closes_at))}</Alert>
      )}
      <PostedNotice job={card.id} decidesAt={card.decides_at} />
      <Facts job={job} watching={<Watching job={card.id} />} />
      <div className={classes.columns}>
        <Paper component="section" p="lg" className={classes.brief}>
          <Title order={2} mb="sm">
            {words.asked}
          </Title>
          <Text className="text">{job.description}</Text>
          <Skills skills={card.skills} />
        </Paper>
        <div className={classes.side}>
          {isClient ? <OwnJob job={job} /> : <OwnBid job={job} lines={lines} me={offers && me} />}
          {!isClient && <Client client={job.client} />}
        </div>
        <div className={classes.bids}>
          <Bids job={job} lines={lines} isSignedIn={offers !== null} isClient={isClient} fresh={fresh} me={me?.id} />
        </div>
      </div>
    </Stack>
  );
}

function ended({ card, closed_at, cancelled_at, cancel_reason }: Job): string {
  if (card.state === 'closed') return texts.job.closed(moment(closed_at ?? card.closes_at), moment(card.decides_at));
  return texts.job.cancelled(moment(cancelled_at ?? card.closes_at), cancel_reason);
}
