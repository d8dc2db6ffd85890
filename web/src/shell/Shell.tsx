/** What is around every page. */

import { Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';

import { news } from '../announce.ts';
import { EndedBar } from '../account/EndedBar.tsx';
import { DemoGate } from '../demo/DemoGate.tsx';
import { OutboxPanel } from '../outbox/OutboxPanel.tsx';
import { loadTheRest, ROUTES } from '../routes.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { ZONE } from '../words.ts';
import { Boundary } from './Boundary.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { Header } from './Header.tsx';
import { Loading } from './Loading.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import classes from './Shell.module.css';
import { useScrollPlaces } from './useScrollPlaces.ts';

const QUIET = 2_000;

export function Shell() {
  useScrollPlaces();
  useEffect(() => void setTimeout(loadTheRest, QUIET), []);
  const [path] = useLocation();
  return (
    <div className={classes.shell}>
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionBar />
        <EndedBar />
        <OutboxPanel />
        <Boundary key={path}>
          <Suspense fallback={<Loading text={texts.trouble.loading} />}>
            <Switch>
              {ROUTES.map(({ path, page }) => (
                <Route key={path} path={path} component={page} />
              ))}
              <Route component={NotFoundPage} />
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <footer className={classes.footer}>{texts.zone(ZONE)}</footer>
      <DemoGate />
      <p className="unseen" aria-live="polite">
        {useStore(news)}
      </p>
    </div>
  );
}
