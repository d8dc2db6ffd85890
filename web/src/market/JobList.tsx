import { Button, Text } from '@mantine/core';

import { texts } from '../texts.ts';
import type { Category } from './filters.ts';
import { JobCard } from './JobCard.tsx';
import classes from './Market.module.css';
import type { Market } from './state.ts';
import type { Arrivals } from './useArrivals.ts';

interface Props {
  market: Market;
  arrivals: Arrivals;
  tree: readonly Category[];
  isFiltered: boolean;
}

export function JobList({ market, arrivals, tree, isFiltered }: Props) {
  const { fresh, held, show } = arrivals;
  const shown = market.order.filter((id) => !held.has(id));
  const waiting = market.order.length - shown.length;
  const words = texts.market;
  return (
    <>
      <Text c="dimmed" size="sm" my="sm" role="status">
        {shown.length > 0 && words.shown(shown.length, market.after !== null, isFiltered)}
      </Text>
      {shown.length === 0 && (
        <div className={classes.empty}>
          <Text fw={650}>{isFiltered ? words.noMatch : words.none}</Text>
          <Text c="dimmed">{isFiltered ? words.noMatchHint : words.noneHint}</Text>
        </div>
      )}
      {waiting > 0 && (
        <div className={classes.held}>
          <Button radius="xl" size="sm" onClick={show}>
            ↑ {words.held(waiting)}
          </Button>
        </div>
      )}
      <ol className={classes.jobs}>
        {shown.map((id) => {
          const card = market.jobs[id];
          return (
            card && (
              <li key={id}>
                <JobCard card={card} tree={tree} isFresh={fresh.has(id)} />
              </li>
            )
          );
        })}
      </ol>
    </>
  );
}
