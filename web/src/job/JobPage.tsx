import { Alert, Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';

import { announce } from '../announce.ts';
import { query } from '../api/asking.ts';
import type { EventOn } from '../api/names.ts';
import { useLive } from '../live/useLive.ts';
import { only } from '../live/positions.ts';
import { Skills } from '../market/Skills.tsx';
import { PostedNotice } from '../post/PostedNotice.tsx';
import { Dead } from '../shell/Dead.tsx';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { texts } from '../texts.ts';
import { moment, sentence } from '../words.ts';
import { Facts } from './Facts.tsx';
import { applyToJob, type Job } from './state.ts';

export default function JobPage() {
  const { id = '' } = useParams();
  const job = Number(id);
  const { state, refused, isWaiting } = useLive(`job ${id}`, {
    async read(signal) {
      const { positions, ...found } = await query('job.get', { job }, signal);
      return { state: found, positions: only(positions, 'job', 'person') };
    },
    apply: applyToJob,
    told: tell,
  });
  const words = texts.job;

  if (refused) return <Dead title={words.notFound} text={sentence(refused.message)} />;
  if (!state) return <Loading text={isWaiting ? texts.connection.waiting : words.loading} />;
  const { card } = state;
  return (
    <Stack gap="lg">
      <div>
        <Anchor component={Link} href="/" size="sm">
          ← {words.back}
        </Anchor>
        <PageTitle text={card.title} />
      </div>
      {card.state !== 'open' && <Alert color="yellow">{ended(state)}</Alert>}
      <PostedNotice job={card.id} decidesAt={card.decides_at} />
      <Facts job={state} />
      <Paper component="section" p="lg">
        <Title order={2} mb="sm">
          {words.asked}
        </Title>
        <Text className="text">{state.description}</Text>
        <Skills skills={card.skills} />
      </Paper>
    </Stack>
  );
}

function ended({ card, closed_at, cancelled_at, cancel_reason }: Job): string {
  if (card.state === 'closed') return texts.job.closed(moment(closed_at ?? card.closes_at), moment(card.decides_at));
  return texts.job.cancelled(moment(cancelled_at ?? card.closes_at), cancel_reason);
}

function tell(event: EventOn<'job'> | EventOn<'person'>): void {
  const { news } = texts.job;
  if (event.type === 'job.closed') announce(news.closed);
  if (event.type === 'job.cancelled') announce(news.cancelled);
  if (event.type === 'job.extended') announce(news.extended(moment(event.closes_at)));
  if (event.type === 'bid_count.changed') announce(news.bids(event.count));
}
