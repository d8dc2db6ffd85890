import { Button, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';

import { announce } from '../announce.ts';
import { patiently, query } from '../api/asking.ts';
import { account } from '../app.ts';
import { useLive } from '../live/useLive.ts';
import { Loading } from '../shell/Loading.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { sentence } from '../words.ts';
import { categories, useCategories } from './categories.ts';
import { addressOf, areAny, askedBy, type Filters, filtersIn } from './filters.ts';
import { Hero } from './Hero.tsx';
import { JobList } from './JobList.tsx';
import classes from './Market.module.css';
import { Search } from './Search.tsx';
import { applyToMarket, type Market, marketOf, withMore } from './state.ts';

/** Further down than this one reads, and must not be disturbed by what arrives above. */
const READING = 240;

export default function MarketPage() {
  const search = useSearch();
  const filters = filtersIn(search);
  const [, navigate] = useLocation();
  const tree = useCategories();
  const me = useStore(account.me);
  const arrivals = useArrivals();

  const { state, refused, isWaiting, change } = useLive(`market ${search}`, {
    async read(signal) {
      const asked = askedBy(filters);
      const [found, everything] = await Promise.all([query('job.list', asked, signal), categories()]);
      return { state: marketOf(found, asked, everything), positions: found.positions };
    },
    apply: applyToMarket,
    told(event, market: Market) {
      if (event.type === 'job.opened' && market.order.includes(event.job)) arrivals.arrived(event.job, event.card.title);
    },
  });
  const shown = useLatest(state);

  const more = useMore(shown, change);
  const look = (next: Filters) => navigate(addressOf(next), { replace: true });

  return (
    <Stack gap="lg">
      {me === null && <Hero />}
      <section aria-labelledby="open-jobs">
        <div className={classes.lead}>
          <PageTitle text={texts.market.title}>
            <span id="open-jobs">{texts.market.title}</span>
          </PageTitle>
        </div>
        <Search filters={filters} tree={tree} look={look} />
        {refused && (
          <Text role="alert" py="md">
            {sentence(refused.message)}
          </Text>
        )}
        {!shown && !refused && <Loading text={isWaiting ? texts.connection.waiting : texts.market.loading} />}
        {shown && !refused && <JobList market={shown} arrivals={arrivals} tree={tree} isFiltered={areAny(filters)} />}
        {shown?.after && !refused && (
          <Button variant="default" mt="md" loading={more.isAsking} onClick={more.ask}>
            {texts.market.more}
          </Button>
        )}
      </section>
    </Stack>
  );
}

export interface Arrivals {
  /** Came while this page was open: they are marked as new. */
  fresh: ReadonlySet<number>;
  /** Came while somebody was reading further down: they are kept back until asked for. */
  held: ReadonlySet<number>;
  show(): void;
}

function useArrivals(): Arrivals & { arrived(job: number, title: string): void } {
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const [held, setHeld] = useState<ReadonlySet<number>>(new Set());
  return {
    fresh,
    held,
    arrived(job, title) {
      setFresh((before) => new Set([...before, job]));
      if (scrollY > READING) setHeld((before) => new Set([...before, job]));
      announce(texts.market.arrived(title));
    },
    show() {
      setHeld(new Set());
      scrollTo({ top: 0 });
    },
  };
}

function useMore(market: Market | undefined, change: (update: (market: Market) => Market) => void) {
  const [isAsking, setAsking] = useState(false);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  async function ask() {
    if (!market?.after) return;
    const { signal } = leaving.current;
    const fields = { ...market.asked, after: market.after };
    setAsking(true);
    try {
      const found = await patiently(() => query('job.list', fields, signal), signal, () => {});
      change((now) => (now.after === fields.after ? withMore(now, found) : now)); // somebody may have searched on
    } finally {
      setAsking(false);
    }
  }
  return { isAsking, ask: () => void ask() };
}

/** What was there stays to be seen until the next is. */
function useLatest<Value>(value: Value | undefined): Value | undefined {
  const latest = useRef(value);
  if (value !== undefined) latest.current = value;
  return latest.current;
}
