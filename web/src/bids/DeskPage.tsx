import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';

import type { View } from '../job/state.ts';
import { useJob } from '../job/useJob.ts';
import { jobPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { Dead } from '../shell/Dead.tsx';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { texts } from '../texts.ts';
import { moment, sentence } from '../words.ts';
import { Desk } from './Desk.tsx';
import { Spread } from './Spread.tsx';

const words = texts.desk;

/** All bids on one's own job, to be compared. */
export default function DeskPage() {
  const { id = '' } = useParams();
  const { state, refused, isWaiting, fresh } = useJob(id);
  if (refused) return <Dead title={texts.job.notFound} text={sentence(refused.message)} />;
  if (!state) return <Loading text={isWaiting ? texts.connection.waiting : texts.job.loading} />;
  if (!state.offers) return <Dead title={words.notYours} text={words.signIn} />;
  if (!state.offers.isClient) return <Dead title={words.notYours} text={words.notYoursWhy} />;
  return <Shown job={state.job} offers={state.offers} fresh={fresh} />;
}

interface Props {
  job: View['job'];
  offers: NonNullable<View['offers']>;
  fresh: ReadonlySet<number>;
}

function Shown({ job: { card }, offers, fresh }: Props) {
  const bids = Object.values(offers.bids);
  return (
    <Stack gap="lg">
      <div>
        <Anchor component={Link} href={jobPath(card.id)} size="sm">
          ← {words.back}
        </Anchor>
        <PageTitle text={words.title(card.title)} />
      </div>
      <Paper component="section" p="lg">
        <Title order={2} size="h3">
          {words.next}
        </Title>
        <Text>
          {card.state === 'open' && words.open(moment(card.closes_at), moment(card.decides_at))}
          {card.state === 'closed' && words.closed(moment(card.decides_at))}
          {card.state === 'cancelled' && words.cancelled}
        </Text>
        {card.state === 'open' && (
          <Text size="sm" c="dimmed">
            {texts.job.closes} <Countdown until={card.closes_at} />
          </Text>
        )}
      </Paper>
      <Desk card={card} bids={bids} fresh={fresh} chart={<Spread card={card} bids={bids} me={undefined} />} />
    </Stack>
  );
}
