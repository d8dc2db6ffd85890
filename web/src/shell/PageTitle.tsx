import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

import { texts } from '../texts.ts';

let isFirst = true;

interface Props {
  /** For the window's title; what is shown may be more. */
  text: string;
  children?: ReactNode;
  className?: string | undefined;
}

/** A page's one heading. Whoever navigates to it finds the focus there, and hears it. */
export function PageTitle({ text, children, className }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · ${texts.site}`;
  }, [text]);
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <Title order={1} ref={heading} tabIndex={-1} className={className ?? ''}>
      {children ?? text}
    </Title>
  );
}
