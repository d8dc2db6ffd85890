import { Title } from '@mantine/core';
import { useEffect, useRef } from 'react';

import { texts } from '../texts.ts';

let isFirst = true;

/** A page's one heading. Whoever navigates to it finds the focus there, and hears it. */
export function PageTitle({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · ${texts.site}`;
  }, [text]);
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <Title order={1} ref={heading} tabIndex={-1}>
      {text}
    </Title>
  );
}
