import { Switch, Text } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';

import { announce } from '../announce.ts';
import { command } from '../api/asking.ts';
import classes from './Demo.module.css';
import { texts } from './texts.ts';
import { useAttempt } from './useAttempt.ts';

const words = texts.simulation;

/** It stands where the server says, whoever turned it. */
export function SimulationSwitch({ isOn }: { isOn: boolean }) {
  const { attempt, trouble } = useAttempt();
  const why = useId();
  const before = useRef(isOn);
  useEffect(() => {
    if (before.current !== isOn) announce(isOn ? words.news.running : words.news.stopped);
    before.current = isOn;
  }, [isOn]);
  return (
    <div className={classes.simulation} title={words.why}>
      <Switch
        size="md"
        classNames={{ label: classes.label ?? '', trackLabel: classes.track ?? '' }}
        label={words.label}
        labelPosition="left"
        onLabel={words.running}
        offLabel={words.stopped}
        checked={isOn}
        aria-describedby={why}
        onChange={({ currentTarget }) => {
          const on = currentTarget.checked;
          void attempt(() => command('demo.simulate', { on }));
        }}
      />
      <span id={why} className="unseen">
        {words.why}
      </span>
      {trouble && (
        <Text role="alert" size="sm" c="red">
          {trouble}
        </Text>
      )}
    </div>
  );
}
