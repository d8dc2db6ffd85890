import { Button, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { useServerNow } from '../live/clock.ts';
import { bidsPath, jobPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { texts } from '../texts.ts';
import { brief, budget, count } from '../words.ts';
import classes from './Home.module.css';
import { deadlineOf, isOver, type MyJob } from './state.ts';

export function MyJobs({ jobs }: { jobs: readonly MyJob[] }) {
  const words = texts.home;
  return (
    <section>
      <Title order={2} id="my-jobs">
        {words.jobs}
      </Title>
      {jobs.length ? (
        <ul className={classes.list} aria-labelledby="my-jobs">
          {jobs.map((job) => (
            <Line key={job.card.id} job={job} />
          ))}
        </ul>
      ) : (
        <Empty text={words.noJobs} path="/post" button={texts.nav.postJob} />
      )}
    </section>
  );
}

function Line({ job: { card, bid_count } }: { job: MyJob }) {
  const now = useServerNow();
  const over = isOver(card, now);
  const words = texts.home;
  return (
    <li data-over={over || undefined}>
      <div>
        <Link href={jobPath(card.id)} className={classes.title}>
          {card.title}
        </Link>
        <p className={classes.facts}>
          <span>{words.states[over && card.state === 'closed' ? 'over' : card.state]}</span>
          <span>{budget(card)}</span>
          <Link href={bidsPath(card.id)}>{bid_count ? count(bid_count, 'bid') : card.state === 'open' ? texts.bids.none : texts.bids.noneEnded}</Link>
        </p>
      </div>
      {!over && (
        <p className={classes.until}>
          <span>
            {card.state === 'open' ? words.closes : words.decides} <Countdown until={deadlineOf(card)} />
          </span>
          <Text span c="dimmed" size="sm">
            {brief(deadlineOf(card))}
          </Text>
        </p>
      )}
    </li>
  );
}

export function Empty({ text, path, button }: { text: string; path: string; button: string }) {
  return (
    <div className={classes.empty}>
      <Text c="dimmed" mb="sm">
        {text}
      </Text>
      <Button component={Link} href={path} variant="light">
        {button}
      </Button>
    </div>
  );
}
