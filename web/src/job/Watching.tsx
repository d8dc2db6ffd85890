import { useEffect, useState } from 'react';

import { live } from '../app.ts';
import { texts } from '../texts.ts';

const PAUSE = 10_000;
const SOON = 1_000;

/** How many have this job open now. Nobody is told who. */
export function Watching({ job }: { job: number }) {
  const [number, setNumber] = useState<number>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    let answers = 0;
    const ask = async () => {
      clearTimeout(timer);
      const found = document.hidden ? undefined : await live.watchers(`job:${job}`);
      if (isOver) return;
      if (found !== undefined) setNumber(found);
      answers += found === undefined ? 0 : 1;
      clearTimeout(timer);
      // The first answer may be older than one's own coming.
      timer = setTimeout(() => void ask(), answers < 2 && !document.hidden ? SOON : PAUSE);
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
  return <span title={texts.job.watchingWhy}>{number ? texts.job.watching(number) : '\u00a0'}</span>; // its line is there from the first, so that nothing jumps
}
