import { Loader } from '@mantine/core';

import classes from './Shell.module.css';

export function Loading({ text }: { text: string }) {
  return (
    <p className={classes.loading} role="status">
      <Loader size="sm" aria-hidden /> {text}
    </p>
  );
}
