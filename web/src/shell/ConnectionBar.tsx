import { Alert, Button } from '@mantine/core';
import { useEffect, useRef } from 'react';

import { announce } from '../announce.ts';
import { live } from '../app.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import classes from './Shell.module.css';

/** Always in sight, in a word. */
export function ConnectionState() {
  const state = useStore(live.connection);
  return (
    <p id="connection" className={classes.connection} data-state={state}>
      {texts.connection[state]}
    </p>
  );
}

/** What it means for whoever is looking, while it is not live. */
export function ConnectionBar() {
  const state = useStore(live.connection);
  const before = useRef(state);
  useEffect(() => {
    if (state === 'live' && (before.current === 'reconnecting' || before.current === 'offline')) announce(texts.connection.back);
    before.current = state;
  }, [state]);

  if (state === 'live' || state === 'connecting') return null;
  return (
    <Alert color={state === 'refused' ? 'red' : 'yellow'} role="status" className={classes.bar}>
      {texts.connection.bars[state]}{' '}
      {state === 'refused' && (
        <Button size="compact-sm" variant="default" onClick={() => live.start()}>
          {texts.connection.again}
        </Button>
      )}
    </Alert>
  );
}
