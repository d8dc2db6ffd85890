import { Button, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Card } from '../market/filters.ts';
import { texts } from '../texts.ts';
import { budget, count, money } from '../words.ts';
import { againstBudget, againstMiddle } from './against.ts';
import classes from './Desk.module.css';
import { Record, Self } from './Record.tsx';
import type { Bid, Spread } from './state.ts';

interface Props {
  card: Card;
  bids: readonly Bid[];
  spread: Spread | undefined;
  clear(): void;
}

const words = texts.desk;

/** Two or three bids, each question answered by all of them in one row. On a phone each row is a card. */
export function Compared({ card, bids, spread, clear }: Props) {
  const stated = card.budget_min !== null || card.budget_max !== null;
  const rows: [name: string, cell: (bid: Bid) => ReactNode][] = [
    [words.columns.rank, ({ rank }) => rank ?? words.gone],
    [words.columns.price, ({ amount }) => <strong>{money(amount, card.currency)}</strong>],
    ...(stated ? [[`${words.against} (${budget(card)})`, ({ amount }: Bid) => againstBudget(amount, card)] as [string, (bid: Bid) => ReactNode]] : []),
    [words.spread, ({ amount }) => spread && againstMiddle(amount, spread.middle)],
    [words.columns.days, ({ days }) => count(days, 'day')],
    [words.facts, ({ bidder }) => <Record person={bidder.id} />],
    [words.self, ({ bidder }) => <Self person={bidder.id} />],
    [words.pitch, ({ pitch }) => <span className="text">{pitch}</span>],
  ];
  return (
    <Paper component="section" p="lg" aria-labelledby="compared-title">
      <div className={classes.head}>
        <Title order={2} id="compared-title">
          {bids.length < 2 ? words.choice : words.chosen(bids.length)}
        </Title>
        <Button variant="default" size="compact-md" onClick={clear}>
          {words.clear}
        </Button>
      </div>
      {bids.length < 2 ? (
        <Text c="dimmed">{words.chosen(bids.length)}</Text>
      ) : (
        <table className={classes.compared} role="table" aria-labelledby="compared-title">
          <thead role="rowgroup">
            <tr role="row">
              <td />
              {bids.map(({ bid, bidder }) => (
                <th key={bid} scope="col" role="columnheader">
                  {bidder.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map(([name, cell]) => (
              <tr key={name} role="row">
                <th scope="row" role="rowheader">
                  {name}
                </th>
                {bids.map((bid) => (
                  <td key={bid.bid} role="cell" data-of={bid.bidder.name}>
                    {cell(bid)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Paper>
  );
}
