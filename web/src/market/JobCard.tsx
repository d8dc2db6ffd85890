import { Badge } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'wouter';

import { jobPath, personPath } from '../paths.ts';
import { Countdown } from '../shell/Countdown.tsx';
import { texts } from '../texts.ts';
import { budget } from '../words.ts';
import { nameOf } from './categories.ts';
import type { Card, Category } from './filters.ts';
import classes from './Market.module.css';
import { Skills } from './Skills.tsx';

interface Props {
  card: Card;
  tree: readonly Category[];
  isFresh: boolean;
}

export const JobCard = memo(function JobCard({ card, tree, isFresh }: Props) {
  const isOpen = card.state === 'open';
  return (
    <article className={classes.card} data-ended={!isOpen || undefined} data-fresh={isFresh || undefined}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          <Link href={jobPath(card.id)}>{card.title}</Link>
          {isFresh && isOpen && <Badge size="sm" ml="xs">{texts.card.fresh}</Badge>}
          {!isOpen && <Badge size="sm" ml="xs" color="gray">{texts.card.states[card.state]}</Badge>}
        </h2>
        <p className={classes.budget}>{budget(card)}</p>
      </div>
      <p className={classes.terms}>
        <span>{nameOf(tree, card.category)}</span>
        <span>
          {texts.card.client}{' '}
          <Link href={personPath(card.client.id)} className={classes.client}>
            {card.client.name}
          </Link>
        </span>
        {isOpen && (
          <span>
            {texts.card.closes} <Countdown until={card.closes_at} />
          </span>
        )}
      </p>
      <p className={classes.summary}>{card.summary}</p>
      <Skills skills={card.skills} />
    </article>
  );
});
