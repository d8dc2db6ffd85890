import { Group, Paper, SegmentedControl, Text, Title } from '@mantine/core';
import { useState } from 'react';

import type { Profile } from '../account/account.ts';
import { Facts } from '../job/Facts.tsx';
import { serverNow } from '../live/clock.ts';
import type { Category } from '../market/filters.ts';
import { JobCard } from '../market/JobCard.tsx';
import { Skills } from '../market/Skills.tsx';
import { texts } from '../texts.ts';
import { type Draft, preview } from './draft.ts';
import classes from './Post.module.css';

interface Props {
  typed: Draft;
  me: Profile | null | undefined;
  tree: readonly Category[];
}

/** As the others will see it. Nothing in it can be pressed: it leads nowhere yet. */
export function Preview({ typed, me, tree }: Props) {
  const [shown, setShown] = useState<'card' | 'page'>('card');
  const words = texts.post.preview;
  const card = preview(typed, serverNow(), { id: me?.id ?? 0, name: me?.name ?? words.you });
  const client = { ...card.client, headline: me?.headline ?? '', member_since: me?.member_since ?? card.opened_at };
  return (
    <Paper component="section" p="lg">
      <Group justify="space-between">
        <Title order={2}>{words.title}</Title>
        <SegmentedControl
          size="xs"
          aria-label={words.which}
          value={shown}
          onChange={setShown}
          data={[
            { value: 'card', label: words.card },
            { value: 'page', label: words.page },
          ]}
        />
      </Group>
      <div inert className={classes.seen} data-preview>
        {shown === 'card' ? (
          <JobCard card={card} tree={tree} isFresh />
        ) : (
          <>
            <Text fw={680} fz="h3">
              {card.title}
            </Text>
            <Facts job={{ card, client, bid_count: 0, closed_at: null }} />
            <Text className="text">{typed.description.trim()}</Text>
            <Skills skills={card.skills} />
          </>
        )}
      </div>
    </Paper>
  );
}
