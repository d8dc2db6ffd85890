/** Every page by its address. Each is loaded when it is first opened, and the rest in the quiet that follows. */

import { type ComponentType, lazy } from 'react';

type Load = () => Promise<{ default: ComponentType }>;

const PAGES: Record<string, Load> = {
  '/': () => import('./market/MarketPage.tsx'),
  '/jobs/:id': () => import('./job/JobPage.tsx'),
  '/jobs/:id/bids': () => import('./bids/DeskPage.tsx'),
  '/people/:id': () => import('./person/PersonPage.tsx'),
  '/post': () => import('./post/PostPage.tsx'),
  '/home': () => import('./home/HomePage.tsx'),
  '/profile': () => import('./profile/ProfilePage.tsx'),
  '/sign-in': () => import('./account/SignInPage.tsx'),
  '/register': () => import('./account/RegisterPage.tsx'),
};

export const ROUTES = Object.entries(PAGES).map(([path, load]) => ({ path, page: lazy(load) }));

/** So that whoever goes offline can still go on to another page. What cannot be loaded now is tried again when opened. */
export function loadTheRest(): void {
  for (const load of Object.values(PAGES)) load().catch(() => {});
}
