import { Button } from '@mantine/core';

import { texts } from '../texts.ts';
import classes from './Bids.module.css';
import type { useSteady } from './useSteady.ts';

/** What waits while somebody reads the list. */
export function HeldButton({ steady: { held, isMoved, show } }: { steady: ReturnType<typeof useSteady> }) {
  if (!held && !isMoved) return null;
  return (
    <div className={classes.held}>
      <Button radius="xl" size="compact-sm" onClick={show}>
        {held ? texts.bids.held(held) : texts.bids.moved}
      </Button>
    </div>
  );
}
