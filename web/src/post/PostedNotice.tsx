import { Alert, Anchor } from '@mantine/core';
import { Link, useLocation, useSearch } from 'wouter';

import { bidsPath } from '../paths.ts';
import { texts } from '../texts.ts';
import { moment } from '../words.ts';

interface Props {
  job: number;
  decidesAt: string;
}

/** What happens next, for whoever has just posted the job. */
export function PostedNotice({ job, decidesAt }: Props) {
  const isShown = new URLSearchParams(useSearch()).has('posted');
  const [path, navigate] = useLocation();
  if (!isShown) return null;
  const words = texts.post.posted;
  return (
    <Alert color="pine" role="status" title={words.title} withCloseButton closeButtonLabel={words.close} onClose={() => navigate(path, { replace: true })}>
      {words.next(moment(decidesAt))}{' '}
      <Anchor component={Link} href={bidsPath(job)} inherit>
        {words.desk}
      </Anchor>
    </Alert>
  );
}
