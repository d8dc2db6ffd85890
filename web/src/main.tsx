import '@mantine/core/styles.css';
import './look/base.css';

import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { start } from './app.ts';
import { theme, variables } from './look/theme.ts';
import { Shell } from './shell/Shell.tsx';

start();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Shell />
    </MantineProvider>
  </StrictMode>,
);
