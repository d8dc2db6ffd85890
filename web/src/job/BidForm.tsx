import { Anchor, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';

import type { Profile } from '../account/account.ts';
import { withNext } from '../account/next.ts';
import { Refused } from '../api/asking.ts';
import { outbox } from '../app.ts';
import { offerIn } from '../bids/news.ts';
import type { Line } from '../bids/sending.ts';
import { type MyBid, standingOf } from '../bids/state.ts';
import { forgetDraft } from '../form/drafts.ts';
import { FormFoot } from '../form/FormFoot.tsx';
import { readAll, useForm } from '../form/useForm.ts';
import { jobPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { asTyped, price, whole } from '../typed.ts';
import { money } from '../words.ts';
import classes from './Job.module.css';
import { FORM, type Part } from './OwnBid.tsx';
import type { Job } from './state.ts';

interface Props {
  part: Exclude<Part, 'closed' | 'over'>;
  job: Job;
  lines: readonly Line[];
  me: Profile | null;
  /** Sent, and bidding had closed: said where it outlives the form. */
  late(sentence: string): void;
}

const words = texts.myBid;

export const formOf = (job: number, act: 'place' | 'revise') => `bid-${job}-${act}`;

const typedOf = (bid: MyBid | null, currency: string) =>
  bid ? { amount: asTyped(bid.amount, currency), days: String(bid.days), pitch: bid.pitch } : { amount: '', days: '', pitch: '' };

/** Made anew when one's bid was changed from elsewhere, but not while something else is being typed. */
export function BidForm(props: Props) {
  const { job, part } = props;
  const [version, setVersion] = useState(job.my_bid?.version);
  const isTouched = useRef(false);
  const current = job.my_bid?.version;
  const { id } = job.card;
  useEffect(() => {
    if (current === version || isTouched.current) return;
    if (part === 'stands') forgetDraft(formOf(id, 'revise'));
    setVersion(current);
  }, [current, version, part, id]);
  return <Fields key={version} {...props} touched={(is) => (isTouched.current = is)} />;
}

function Fields({ part, job, lines, me, late, touched }: Props & { touched(is: boolean): void }) {
  const { card, my_bid } = job;
  const [path, navigate] = useLocation();
  const stands = part === 'stands' ? my_bid : null;
  const initial = typedOf(my_bid, card.currency);
  const id = formOf(card.id, stands ? 'revise' : 'place');
  const isHourly = card.kind === 'hourly';
  const form = useForm({
    id,
    initial,
    async send(typed, signal) {
      const values = readAll({
        amount: () => price(typed.amount, card.currency),
        days: () => whole(typed.days),
        pitch: () => typed.pitch,
      });
      if (!me) {
        navigate(withNext('/sign-in', `${path}#${FORM}`));
        throw new Refused('not_signed_in', texts.outbox.notSignedIn); // so that the draft stays
      }
      const carry = async (sent: Promise<unknown>) => {
        try {
          await sent;
        } catch (refused) {
          if (refused instanceof Refused && refused.refusal === 'bidding_closed') late(refused.message);
          throw refused;
        }
      };
      const written = { path: jobPath(card.id), form: id, draft: typed, signal };
      touched(false);
      if (!stands) {
        const label = words.label(offerIn(values, card.currency), card.title);
        return carry(outbox.submit('bid.place', { job: card.id, ...values }, { ...written, label }));
      }
      const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== stands[name as keyof MyBid]));
      return carry(outbox.submit('bid.revise', { bid: stands.bid, ...changed }, { ...written, label: words.changeLabel(card.title) }));
    },
  });
  const amount = amountIn(form.typed.amount, card.currency);
  return (
    <form {...form.props} onChange={() => touched(true)}>
      <Stack gap="sm" mt="sm">
        <TextInput {...form.field('amount')} label={words.price(card.currency, isHourly)} inputMode="decimal" autoComplete="off" />
        <TextInput {...form.field('days')} label={words.days} inputMode="numeric" autoComplete="off" />
        <Textarea {...form.field('pitch')} label={words.pitch} description={words.pitchHint} rows={6} />
        <p className={classes.receives} role="status">
          {amount ? words.receives(money(amount, card.currency), isHourly) : words.receivesAll}
          {me && amount && ` ${rankWith(amount, lines, me.id)}`}
        </p>
        <FormFoot form={form} button={!me ? words.signIn : stands ? words.change : words.button} />
        {!me && (
          <Text size="sm">
            <Anchor component={Link} href={withNext('/register', `${path}#${FORM}`)} inherit>
              {words.register}
            </Anchor>
          </Text>
        )}
      </Stack>
    </form>
  );
}

function amountIn(typed: string, currency: string): number | undefined {
  try {
    return price(typed, currency);
  } catch {
    return undefined;
  }
}

function rankWith(amount: number, lines: readonly Line[], me: number): string {
  const others = standingOf(lines).filter(({ bidder }) => bidder.id !== me);
  return words.rankNow(others.filter((other) => other.amount < amount).length + 1, others.length + 1);
}
