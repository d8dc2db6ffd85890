/** What is around every page. */

import { Suspense } from 'react';
import { Route, Switch } from 'wouter';

import { news } from '../announce.ts';
import { EndedBar } from '../account/EndedBar.tsx';
import { OutboxPanel } from '../outbox/OutboxPanel.tsx';
import { ROUTES } from '../routes.tsx';
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

export function Shell() {
  useScrollPlaces();
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
        <Boundary>
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
      <p className="unseen" aria-live="polite">
        {useStore(news)}
      </p>
    </div>
  );
}
