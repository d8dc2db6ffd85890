import { useEffect, useState } from 'react';

import { live } from '../app.ts';
import { texts } from '../texts.ts';

const PAUSE = 10_000;
const SOON = 500;

/** How many have this job open now. Nobody is told who. */
export function Watching({ job }: { job: number }) {
  const [number, setNumber] = useState<number>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const ask = async () => {
      clearTimeout(timer);
      const found = document.hidden ? undefined : await live.watchers(`job:${job}`);
      if (isOver) return;
      if (found !== undefined) setNumber(found);
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), found === undefined && !document.hidden ? SOON : PAUSE);
    };
    const look = () => void (document.hidden || ask());
    document.addEventListener('visibilitychange', look);
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [job]);
  return number ? <span title={texts.job.watchingWhy}>{texts.job.watching(number)}</span> : null;
}
