import { NativeSelect, Paper, Text, Title } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useState } from 'react';

import type { Card } from '../market/filters.ts';
import { texts } from '../texts.ts';
import bidClasses from './Bids.module.css';
import { Compared } from './Compared.tsx';
import classes from './Desk.module.css';
import { DeskBid } from './DeskBid.tsx';
import { HeldButton } from './HeldButton.tsx';
import { type Bid, inOrder, spreadOf, standingOf } from './state.ts';
import { isView, sorted, type SortedBy } from './views.ts';
import { useSteady } from './useSteady.ts';

interface Props {
  card: Card;
  bids: readonly Bid[];
  fresh: ReadonlySet<number>;
  chart: ReactNode;
}

const MOST = 3;
const words = texts.desk;

export function Desk({ card, bids, fresh, chart }: Props) {
  const [by, setBy] = useState<SortedBy>('rank');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const ordered = sorted(inOrder(bids, true), by);
  const byNumber = new Map(ordered.map((bid) => [bid.bid, bid]));
  const steady = useSteady([...byNumber.keys()], undefined);
  const spread = spreadOf(standingOf(bids).map(({ amount }) => amount));
  const number = standingOf(bids).length;
  const isOpen = card.state === 'open';
  const compared = chosen.flatMap((each) => byNumber.get(each) ?? []);

  const choose = (bid: number) => setChosen(chosen.includes(bid) ? chosen.filter((each) => each !== bid) : [...chosen, bid].slice(0, MOST));
  const open = (bid: number) =>
    setOpened((before) => (before.has(bid) ? new Set([...before].filter((each) => each !== bid)) : new Set([...before, bid])));

  return (
    <>
      <Paper component="section" p="lg" aria-labelledby="desk-title">
        <div className={classes.head}>
          <Title order={2} id="desk-title">
            {number ? texts.bids.soFar(number, isOpen) : isOpen ? texts.bids.none : texts.bids.noneEnded}
          </Title>
          <NativeSelect
            label={words.sort}
            value={by}
            data={Object.entries(words.sorts).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget: { value } }) => {
              if (isView(value)) setBy(value);
              steady.restart();
            }}
          />
        </div>
        <Text size="sm" c="dimmed" mb="sm">
          {number || !isOpen ? words.rule : texts.bids.first}
        </Text>
        {chart}
        <Text size="sm" c="dimmed" my="sm" className={classes.keys}>
          {words.keys}
        </Text>
        <div {...steady.around} className={bidClasses.around} tabIndex={-1} onKeyDown={walk}>
          <HeldButton steady={steady} />
          <div className={classes.columns} aria-hidden>
            {[words.choice, words.columns.rank, words.columns.bidder, words.columns.price, words.columns.days, words.columns.when].map((each) => (
              <span key={each}>{each}</span>
            ))}
          </div>
          <ol className={bidClasses.list} aria-label={texts.bids.label}>
            {steady.shown.map((each) => {
              const bid = byNumber.get(each);
              return bid && (
                <li key={each}>
                  <DeskBid
                    bid={bid}
                    card={card}
                    spread={spread}
                    isFresh={fresh.has(bid.bidder.id)}
                    isOpen={opened.has(each)}
                    open={() => open(each)}
                    isChosen={chosen.includes(each)}
                    mayChoose={chosen.includes(each) || chosen.length < MOST}
                    choose={() => choose(each)}
                  />
                </li>
              );
            })}
          </ol>
        </div>
      </Paper>
      {compared.length > 0 && <Compared card={card} bids={compared} spread={spread} clear={() => setChosen([])} />}
    </>
  );
}

/** Up and down go from bid to bid. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  const here = (event.target as HTMLElement).closest('li');
  if (!step || !here) return;
  const next = step > 0 ? here.nextElementSibling : here.previousElementSibling;
  next?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  event.preventDefault();
}
