import { Button, Group, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

import { texts } from '../texts.ts';
import classes from './Market.module.css';

/** What this place is, for whoever comes for the first time. */
export function Hero() {
  const words = texts.market;
  return (
    <section className={classes.hero}>
      <svg className={classes.steps} viewBox="0 0 320 200" aria-hidden fill="currentColor">
        {[44, 78, 60, 112, 96, 150].map((height, place) => (
          <rect key={height} x={place * 54} y={200 - height} width="38" height={height + 12} rx="9" />
        ))}
      </svg>
      <Title order={2} className={classes.claim}>
        {words.hero}
      </Title>
      <Text size="lg" maw="46ch">
        {words.lead}
      </Text>
      <Group>
        <Button component={Link} href="/post" size="md">
          {texts.nav.postJob}
        </Button>
        <Button component="a" href="#search" size="md" variant="default">
          {texts.nav.findWork}
        </Button>
      </Group>
      <ul className={classes.points}>
        {words.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
