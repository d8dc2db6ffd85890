/** Every page by its address. Each is loaded when it is first opened. */

import { lazy } from 'react';

export const ROUTES = [
  { path: '/', page: lazy(() => import('./market/MarketPage.tsx')) },
  { path: '/jobs/:id', page: lazy(() => import('./job/JobPage.tsx')) },
  { path: '/sign-in', page: lazy(() => import('./account/SignInPage.tsx')) },
  { path: '/register', page: lazy(() => import('./account/RegisterPage.tsx')) },
] as const;
