/** Of the job that the page shows, what tells whom one would want to be at it. */

import { useEffect, useState } from 'react';
import { useRoute } from 'wouter';

import { Refused, Unanswered, query } from '../api/asking.ts';
import { categories } from '../market/categories.ts';
import type { JobHere } from './state.ts';

export function useJobHere(): JobHere | undefined {
  const [isJob, params] = useRoute('/jobs/:id/*?');
  const id = isJob ? Number(params.id) : 0;
  const [job, setJob] = useState<JobHere & { id: number }>();
  useEffect(() => {
    if (!id) return undefined;
    const leaving = new AbortController();
    void look(id, leaving.signal).then((here) => leaving.signal.aborted || setJob(here && { ...here, id }));
    return () => leaving.abort();
  }, [id]);
  return job && job.id === id ? job : undefined;
}

/** Without an answer anybody is suggested; the page itself says what is wrong with the job. */
async function look(id: number, signal: AbortSignal): Promise<JobHere | undefined> {
  try {
    const [{ card }, tree] = await Promise.all([query('job.get', { job: id }, signal), categories()]);
    const branch = tree.find(({ slug }) => slug === card.category)?.parent ?? card.category;
    return { client: card.client.id, branch };
  } catch (trouble) {
    if (trouble instanceof Refused || trouble instanceof Unanswered) return undefined;
    throw trouble;
  }
}
