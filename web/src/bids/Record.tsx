import { Text } from '@mantine/core';

import { texts } from '../texts.ts';
import { month } from '../words.ts';
import { usePerson } from './people.ts';

/** Of a bidder, what the record says, and beside it what they say of themselves. */
export function Record({ person: id }: { person: number }) {
  const person = usePerson(id);
  const words = texts.person;
  if (!person) return <Text size="sm">…</Text>;
  const { hiring, bidding, profile } = person;
  const jobs = hiring.open + hiring.closed + hiring.cancelled;
  return (
    <Text size="sm" component="div">
      <div>{words.since(month(profile.member_since))}</div>
      {bidding && <div>{words.bids(bidding.standing, bidding.withdrawn)}</div>}
      {jobs > 0 && <div>{words.jobs(jobs)}</div>}
    </Text>
  );
}

export function Self({ person: id }: { person: number }) {
  const profile = usePerson(id)?.profile;
  if (!profile) return <Text size="sm">…</Text>;
  const said = [profile.headline, profile.skills.join(', '), profile.languages.join(', ')].filter(Boolean);
  return (
    <Text size="sm" component="div">
      {said.length ? said.map((each) => <div key={each}>{each}</div>) : texts.desk.nothingSaid}
    </Text>
  );
}
