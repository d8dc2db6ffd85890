import { Anchor, Button } from '@mantine/core';
import { Link, useLocation, useRoute } from 'wouter';

import { account } from '../app.ts';
import { withNext } from '../account/next.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ConnectionState } from './ConnectionBar.tsx';
import { SchemeSwitch } from './SchemeSwitch.tsx';
import classes from './Shell.module.css';

/** Where the main navigation leads. One's own pages are for whoever is signed in. */
const LINKS: { to: string; text: string; isOwn?: true }[] = [
  { to: '/', text: texts.nav.findWork },
  { to: '/post', text: texts.nav.postJob },
  { to: '/home', text: texts.nav.home, isOwn: true },
];

export function Header() {
  const me = useStore(account.me);
  const [path] = useLocation();
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <Link href="/" className={classes.brand}>
          <img src="/icon.svg" alt="" width="28" height="28" />
          {texts.site}
        </Link>
        <ConnectionState />
        <nav aria-label={texts.nav.label} className={classes.links}>
          {LINKS.filter(({ isOwn }) => me || !isOwn).map((link) => (
            <NavLink key={link.to} to={link.to} text={link.text} />
          ))}
        </nav>
        <nav aria-label={texts.nav.account} className={classes.account}>
          {me === null && (
            <>
              <Anchor component={Link} href={withNext('/sign-in', path)} className={classes.link} underline="never">
                {texts.nav.signIn}
              </Anchor>
              <Button component={Link} href={withNext('/register', path)} size="compact-md">
                {texts.nav.register}
              </Button>
            </>
          )}
          {me && <AccountMenu me={me} />}
        </nav>
        <SchemeSwitch />
      </div>
    </header>
  );
}

function NavLink({ to, text }: { to: string; text: string }) {
  const [isHere] = useRoute(to);
  return (
    <Link href={to} className={classes.link} aria-current={isHere ? 'page' : undefined}>
      {text}
    </Link>
  );
}
