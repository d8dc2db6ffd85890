import { Title } from '@mantine/core';
import { useEffect, useRef } from 'react';

import { texts } from '../texts.ts';

const OPENED_AT = location.pathname;
let isFirst = true;

/** A page's one heading. Whoever navigates to it finds the focus there, and hears it: also where the first page never came. */
export function PageTitle({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · ${texts.site}`;
  }, [text]);
  useEffect(() => {
    if (!isFirst || location.pathname !== OPENED_AT) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <Title order={1} ref={heading} tabIndex={-1}>
      {text}
    </Title>
  );
}
