import { Button, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { announce } from '../announce.ts';
import { account } from '../app.ts';
import { useStore } from '../store.ts';
import { CastList } from './CastList.tsx';
import classes from './Demo.module.css';
import { SimulationSwitch } from './SimulationSwitch.tsx';
import { type Demo, type Member, suggested } from './state.ts';
import { texts } from './texts.ts';
import { useEntering } from './useEntering.ts';
import { useFolded } from './useFolded.ts';
import { useJobHere } from './useJobHere.ts';

/** At the foot of every page of a demo: what this is, who one is in it, and how to be somebody. */
export default function DemoBar({ demo: { cast, simulating } }: { demo: Demo }) {
  const me = useStore(account.me) ?? null;
  const [isFolded, turn] = useFolded();
  const [isChoosing, setChoosing] = useState(false);
  const { enter, leave, isBusy, trouble } = useEntering();
  const status = useRef<HTMLParagraphElement>(null);
  const job = useJobHere();
  const member = cast.find(({ person }) => person === me?.id);
  useEffect(sayOnce, []);

  async function become(next: Member) {
    if (!(await enter(next))) return;
    setChoosing(false);
    status.current?.focus(); // the button that was pressed is another one now
  }

  return (
    <aside className={classes.bar} aria-label={texts.label} data-folded={isFolded || undefined}>
      <div className={classes.row}>
        {!isFolded && (
          <>
            <p className={classes.status} tabIndex={-1} ref={status}>
              <strong>{me ? (member ? texts.you : texts.yourself)(me.name) : texts.what}</strong> {!me && texts.why}
            </p>
            <SimulationSwitch isOn={simulating} />
          </>
        )}
        {/* One button to fold and to unfold, so that it keeps the focus. */}
        <Button size="compact-sm" variant={isFolded ? 'light' : 'subtle'} aria-expanded={!isFolded} onClick={turn} className={classes.fold}>
          {isFolded ? (member ? texts.foldedAs(member.name) : texts.folded) : texts.fold}
        </Button>
        {!isFolded && (
          <div className={classes.ways}>
            {suggested(cast, me?.id ?? null, job).map(({ member: next, as }) => (
              <Button key={as} size="compact-sm" aria-disabled={isBusy} onClick={() => void become(next)} className={classes.way}>
                {texts.become(next.name, as)}
              </Button>
            ))}
            <Button size="compact-sm" variant="default" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
              {me ? texts.others : texts.anybody}
            </Button>
            {member && (
              <Button size="compact-sm" variant="default" aria-disabled={isBusy} onClick={() => void leave()}>
                {texts.leave}
              </Button>
            )}
          </div>
        )}
        {trouble && !isChoosing && (
          <Text role="alert" size="sm" c="red" className={classes.trouble}>
            {trouble}
          </Text>
        )}
      </div>
      <CastList
        isOpen={isChoosing}
        close={() => setChoosing(false)}
        cast={cast}
        me={me?.id ?? null}
        trouble={trouble}
        enter={(next) => void become(next)}
      />
    </aside>
  );
}

/** Whoever listens instead of looking would come to the end of the page last. */
function sayOnce(): void {
  if (sessionStorage.getItem('bidroom-demo-heard')) return;
  sessionStorage.setItem('bidroom-demo-heard', 'yes');
  announce(texts.heard);
}
