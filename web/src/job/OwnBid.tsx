import { Alert, Anchor, Paper, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';

import type { Profile } from '../account/account.ts';
import { offerIn } from '../bids/news.ts';
import type { Line } from '../bids/sending.ts';
import { forgetDraft } from '../form/drafts.ts';
import { texts } from '../texts.ts';
import { BidForm, formOf } from './BidForm.tsx';
import classes from './Job.module.css';
import type { Job } from './state.ts';
import { Withdrawal } from './Withdrawal.tsx';

interface Props {
  job: Job;
  lines: readonly Line[];
  /** Null for whoever is not signed in. */
  me: Profile | null;
}

export type Part = 'visitor' | 'place' | 'again' | 'stands' | 'closed' | 'over';

const words = texts.myBid;
const SAID: Record<Part, [title: string, text: string]> = {
  visitor: [words.visitor, words.visitorWhy],
  place: [words.place, ''],
  again: [words.again, words.againWhy],
  stands: [words.stands, words.standsWhy],
  closed: [words.closed, words.closedWhy],
  over: [words.over, words.overWhy],
};

/** Where whoever signed in from the form comes back to. */
export const FORM = 'my-bid';

/** Placing, changing and taking back one's own bid, or what stands in the way. */
export function OwnBid({ job, lines, me }: Props) {
  const part = partOf(job, me);
  const [title, text] = SAID[part];
  const section = useFocusOn(part);
  const [late, setLate] = useState('');
  const version = job.my_bid?.version;
  useEffect(() => {
    if (version !== undefined) forgetDraft(formOf(job.card.id, 'place')); // it is placed, and the form may be gone before the answer
  }, [job.card.id, version]);
  return (
    <Paper component="section" p="lg" id={FORM} ref={section.ref} onSubmit={section.onSubmit} className={classes.own}>
      <Title order={2} tabIndex={-1}>
        {title}
      </Title>
      {text && <Text size="sm">{text}</Text>}
      {part !== 'closed' && part !== 'over' && <BidForm key={part} part={part} job={job} lines={lines} me={me} late={setLate} />}
      {late && job.card.state !== 'open' && (
        <Alert color="red" role="alert" mt="sm">
          {words.notTaken} {late}
        </Alert>
      )}
      {part === 'closed' && job.my_bid && (
        <>
          <Text fw={650} mt="sm">
            {offerIn(job.my_bid, job.card.currency)}
          </Text>
          <Text className="text">{job.my_bid.pitch}</Text>
        </>
      )}
      {part === 'over' && (
        <Anchor component={Link} href="/" size="sm">
          {words.others}
        </Anchor>
      )}
      {(part === 'stands' || part === 'closed') && job.my_bid && <Withdrawal bid={job.my_bid.bid} card={job.card} />}
    </Paper>
  );
}

function partOf({ card, my_bid }: Job, me: Profile | null): Part {
  if (card.state === 'open') return !me ? 'visitor' : !my_bid ? 'place' : my_bid.state === 'placed' ? 'stands' : 'again';
  return me && card.state === 'closed' && my_bid?.state === 'placed' ? 'closed' : 'over';
}

/** What somebody sent leads to another part: they find themselves at its heading, unless they went elsewhere meanwhile. */
function useFocusOn(part: Part) {
  const ref = useRef<HTMLDivElement>(null);
  const hasSent = useRef(false);
  const before = useRef(part);
  useEffect(() => {
    const isBack = location.hash === `#${FORM}`;
    if (isBack) history.replaceState(history.state, '', location.pathname + location.search);
    const isElsewhere = document.activeElement !== document.body && !ref.current?.contains(document.activeElement);
    if (isBack || (part !== before.current && hasSent.current && !isElsewhere)) {
      if (isBack) ref.current?.scrollIntoView({ block: 'start' });
      ref.current?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
      hasSent.current = false;
    }
    before.current = part;
  }, [part]);
  return { ref, onSubmit: () => void (hasSent.current = true) };
}
