import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { patiently, query } from '../api/asking.ts';
import { useLive } from '../live/useLive.ts';
import { mint } from '../mint.ts';
import { Loading } from '../shell/Loading.tsx';
import { texts } from '../texts.ts';
import { sentence } from '../words.ts';
import { applyToBids, withEarlier } from './bids_state.ts';
import classes from './Home.module.css';
import { BidLine } from './MyBids.tsx';

export function AllBids() {
  const [visit] = useState(mint); // a bid placed meanwhile is not among those that were asked for
  const [isAsking, setAsking] = useState(false);
  const words = texts.home;
  const { state, refused, change } = useLive(`all bids ${visit}`, {
    async read(signal) {
      const { positions, ...all } = await query('bid.mine', {}, signal);
      return { state: all, positions };
    },
    apply: applyToBids,
  });

  async function more(after: number) {
    setAsking(true);
    try {
      const earlier = await patiently(() => query('bid.mine', { after }), new AbortController().signal, () => {});
      change((all) => withEarlier(all, earlier));
    } finally {
      setAsking(false);
    }
  }

  if (refused) return <Text role="alert">{sentence(refused.message)}</Text>;
  if (!state) return <Loading text={words.loading} />;
  return (
    <>
      <Title order={3} id="all-bids" mt="lg">
        {words.all}
      </Title>
      <ul className={classes.list} aria-labelledby="all-bids">
        {state.bids.map((bid) => (
          <BidLine key={bid.bid} bid={bid} />
        ))}
      </ul>
      {!state.bids.length && <Text c="dimmed">{words.noneEver}</Text>}
      {state.after !== null && (
        <Button variant="default" mt="sm" loading={isAsking} onClick={() => void more(state.after as number)}>
          {words.more}
        </Button>
      )}
    </>
  );
}
