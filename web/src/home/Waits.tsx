import { Anchor, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { useServerNow } from '../live/clock.ts';
import { bidsPath, jobPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { texts } from '../texts.ts';
import { brief, sentence } from '../words.ts';
import classes from './Home.module.css';
import type { Home } from './state.ts';
import { type Waiting, waitingIn } from './waiting.ts';

export function Waits({ home }: { home: Home }) {
  const waiting = waitingIn(home, useServerNow());
  const unsaid = home.profile.filter(({ done }) => !done).map(({ step }) => texts.profile.steps.names[step].toLowerCase());
  const words = texts.home;
  return (
    <section>
      <Title order={2} id="waits">
        {words.waits}
      </Title>
      {!waiting.length && !unsaid.length && <Text c="dimmed">{words.nothingWaits}</Text>}
      <ol className={classes.list} aria-labelledby="waits">
        {waiting.map((each) => (
          <Line key={`${each.what} ${each.what === 'outbid' ? each.bid.bid : each.job.card.id}`} waiting={each} />
        ))}
        {unsaid.length > 0 && (
          <li>
            <div>
              <Anchor component={Link} href="/profile" fw={600}>
                {words.profile}
              </Anchor>
              <Text c="dimmed">{words.profileLeft(unsaid.join(', '))}</Text>
            </div>
            <Text c="dimmed">{words.profileWhen}</Text>
          </li>
        )}
      </ol>
    </section>
  );
}

function Line({ waiting }: { waiting: Waiting }) {
  const { path, title, text } = said(waiting);
  return (
    <li>
      <div>
        <Anchor component={Link} href={path} fw={600}>
          {title}
        </Anchor>
        <Text>{sentence(text)}</Text>
      </div>
      <p className={classes.until}>
        <Countdown until={waiting.until} />
        <Text span c="dimmed" size="sm">
          {texts.home.by} {brief(waiting.until)}
        </Text>
      </p>
    </li>
  );
}

function said(waiting: Waiting) {
  const words = texts.home;
  if (waiting.what === 'outbid') {
    const { bid, rank } = waiting;
    return { path: jobPath(bid.job.id), title: bid.job.title, text: words.outbid(rank, bid.bid_count) };
  }
  const { card, bid_count } = waiting.job;
  return { path: bidsPath(card.id), title: card.title, text: words[waiting.what](bid_count) };
}
