import { Button, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import { useLocation, useSearch } from 'wouter';

import { query } from '../api/asking.ts';
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
import { Search } from './Search.tsx';
import { applyToMarket, type Market, marketOf } from './state.ts';
import { useArrivals } from './useArrivals.ts';
import { useMore } from './useMore.ts';

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
      <section>
        <PageTitle text={texts.market.title} />
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

/** What was there stays to be seen until the next is. */
function useLatest<Value>(value: Value | undefined): Value | undefined {
  const latest = useRef(value);
  if (value !== undefined) latest.current = value;
  return latest.current;
}
