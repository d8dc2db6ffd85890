import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';

import { jobPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { texts } from '../texts.ts';
import { brief, money } from '../words.ts';
import { AllBids } from './AllBids.tsx';
import classes from './Home.module.css';
import { Empty } from './MyJobs.tsx';
import { deadlineOf, type MyBid } from './state.ts';

export function MyBids({ bids }: { bids: readonly MyBid[] }) {
  const [isAll, setAll] = useState(false);
  const words = texts.home;
  return (
    <section>
      <Title order={2} id="my-bids">
        {words.myBids}
      </Title>
      {bids.length ? (
        <ul className={classes.list} aria-labelledby="my-bids">
          {bids.map((bid) => (
            <BidLine key={bid.bid} bid={bid} />
          ))}
        </ul>
      ) : (
        <Empty text={words.noBids} path="/" button={words.find} />
      )}
      {isAll ? (
        <AllBids />
      ) : (
        <Button variant="subtle" size="compact-md" mt="sm" onClick={() => setAll(true)}>
          {words.earlier}
        </Button>
      )}
    </section>
  );
}

export function BidLine({ bid: { job, state, amount, days, rank, bid_count } }: { bid: MyBid }) {
  const words = texts.home;
  const stands = state === 'placed' && job.state !== 'cancelled';
  return (
    <li data-over={!stands || undefined}>
      <div>
        <Link href={jobPath(job.id)} className={classes.title}>
          {job.title}
        </Link>
        <p className={classes.facts}>
          <span>{state === 'withdrawn' ? words.withdrawn : words.states[job.state]}</span>
          <span>
            {[money(amount, job.currency), job.kind === 'hourly' && words.hourly, words.days(days)].filter(Boolean).join(' ')}
          </span>
          {stands && rank !== null && <span>{words.rankOf(rank, bid_count)}</span>}
        </p>
      </div>
      {stands && (
        <p className={classes.until}>
          <span>
            {job.state === 'open' ? words.closes : words.decides} <Countdown until={deadlineOf(job)} />
          </span>
          <Text span c="dimmed" size="sm">
            {brief(deadlineOf(job))}
          </Text>
        </p>
      )}
    </li>
  );
}
