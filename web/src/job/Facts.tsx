import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { personPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { texts } from '../texts.ts';
import { budget, moment, month } from '../words.ts';
import classes from './Facts.module.css';
import type { Job } from './state.ts';

interface Props {
  job: Pick<Job, 'card' | 'client' | 'bid_count' | 'closed_at'>;
  /** How many have it open now. */
  watching?: ReactNode;
}

/** What everybody asks first of a job. */
export function Facts({ job: { card, client, bid_count, closed_at }, watching }: Props) {
  const words = texts.job;
  const isOpen = card.state === 'open';
  const name = (
    <Anchor component={Link} href={personPath(client.id)} inherit>
      {client.name}
    </Anchor>
  );
  return (
    <dl className={classes.facts}>
      <Fact name={words.budget} value={budget(card)} />
      {isOpen ? (
        <Fact name={words.closes} value={<Countdown until={card.closes_at} />} more={moment(card.closes_at)} />
      ) : (
        <Fact name={words.bidding} value={texts.card.states[card.state]} more={closed_at && moment(closed_at)} />
      )}
      <Fact name={words.bids} value={bid_count ? texts.bids.soFar(bid_count, isOpen) : isOpen ? texts.bids.none : texts.bids.noneEnded} more={watching} />
      <Fact name={words.client} value={name} more={client.headline || words.since(month(client.member_since))} />
    </dl>
  );
}

function Fact({ name, value, more }: { name: string; value: ReactNode; more?: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {more && <small>{more}</small>}
      </dd>
    </div>
  );
}
