import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Shapes } from '../api/names.ts';
import { useServerNow } from '../live/clock.ts';
import { Skills } from '../market/Skills.tsx';
import { NO_ZONE } from '../profile/checklist.ts';
import { languageName } from '../profile/languages.ts';
import { texts } from '../texts.ts';
import { clockIn, money } from '../words.ts';
import classes from './Person.module.css';

interface Props {
  person: Shapes['PublicProfile'];
  /** With the name and the headline, which a person's page has as its title. */
  isPreview?: boolean;
}

/** What a person says of themselves, and nobody has checked. */
export function Said({ person, isPreview = false }: Props) {
  const { name, headline, about, skills, languages, rate, currency, time_zone } = person;
  const words = texts.people;
  const isSilent = !about && !skills.length && !languages.length && rate === null && time_zone === NO_ZONE;
  return (
    <>
      {isPreview && (
        <Text fw={680} fz="h3">
          {name}
        </Text>
      )}
      {isPreview && headline && <Text mb="md">{headline}</Text>}
      {isSilent && <Text c="dimmed">{words.nothing}</Text>}
      <dl className={classes.said}>
        {about && <Line name={words.about} value={<span className="text">{about}</span>} />}
        {skills.length > 0 && <Line name={words.skills} value={<Skills skills={skills} />} />}
        {languages.length > 0 && <Line name={words.languages} value={languages.map(languageName).join(', ')} />}
        {rate !== null && <Line name={words.rate} value={words.anHour(money(rate, currency))} />}
        {time_zone !== NO_ZONE && <Line name={words.clock} value={<Clock zone={time_zone} />} />}
      </dl>
    </>
  );
}

function Line({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Clock({ zone }: { zone: string }) {
  return texts.people.now(clockIn(zone, useServerNow()), zone);
}
