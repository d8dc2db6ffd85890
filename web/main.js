// The page: which view is shown, who is signed in, and how the connection is.

import { register, signIn } from './account.js';
import { command, query, Refused } from './ask.js';
import { announce, h } from './dom.js';
import { job } from './job.js';
import { Live } from './live.js';
import { market } from './market.js';
import { post } from './post.js';
import { left, ZONE } from './words.js';

const WORDS = {
  live: ['Live', ''],
  reconnecting: ['Reconnecting …', 'The connection was lost. It comes back by itself; until then this page shows what it last heard.'],
  offline: ['Offline', 'You are offline. This page goes on by itself when you are back, and what you send is kept until then.'],
  stopped: ['Not live', 'The live connection was refused. Reload the page to try again.'],
};
const find = (id) => document.getElementById(id);
const tabs = new BroadcastChannel('bidroom');
let leaving = null;
let back = '#';
let farewell = '';

const live = new Live(`${location.origin.replace(/^http/, 'ws')}/connection/websocket`, {
  state(name) {
    const [word, said] = WORDS[name];
    const shown = find('connection');
    if (name === 'live' && ['reconnecting', 'offline'].includes(shown.dataset.state)) announce('Live again. Nothing was missed.');
    shown.dataset.state = name;
    shown.textContent = word;
    find('bar').textContent = said;
  },
  connected: (own) => (own ? account.who() : account.is(null)),
  lost: () => account.look(),
  event(event) {
    if (event.type === 'profile.updated') account.is(event.profile);
    dispatchEvent(new CustomEvent('own', { detail: event }));
  },
  stopped(code) {
    if (code !== 3500) this.state('stopped');
    else if (account.me && !account.isLeaving) account.ended();
    else live.start();
  },
});

const account = {
  me: undefined, // until it is known; null is nobody

  // The person, asked for once.
  async who() {
    if (!account.me) await account.look();
    return account.me;
  },

  async look() {
    try {
      account.is((await query('me')).profile);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      account.is(null);
    }
  },

  is(me) {
    account.me = me;
    document.body.dataset.account = me ? 'in' : 'out';
    find('account').replaceChildren(...(me
      ? [h('span', { class: 'me' }, me.name), h('button', { class: 'quiet', onclick: account.leave }, 'Sign out')]
      : [h('a', { href: '#sign-in' }, 'Sign in'), h('a', { class: 'button quiet', href: '#register' }, 'Register')]));
  },

  async enter() {
    account.me = undefined;
    farewell = '';
    tabs.postMessage('account');
    live.restart();
    location.hash = back;
  },

  async leave() {
    account.isLeaving = true;
    await command('account.sign_out', {}).catch(() => {}); // refused only where nobody is signed in any more
    account.isLeaving = false;
    account.is(null);
    tabs.postMessage('account');
    live.restart();
    location.hash ? (location.hash = '') : route();
  },

  // The session is over, and not because of this page.
  ended() {
    account.is(null);
    farewell = 'You were signed out: this session was ended from elsewhere. Sign in again; what you were writing is still there.';
    live.restart();
    location.hash = '#sign-in';
  },

  notice: () => (farewell ? h('p', { class: 'notice', role: 'alert' }, farewell) : ''),
};

const VIEWS = { '': market, job, post, 'sign-in': signIn, register };

async function route() {
  const [name, number] = location.hash.slice(1).split('/');
  const isFirst = !leaving;
  leaving?.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const isForm = name === 'sign-in' || name === 'register';
  if (!isForm) back = location.hash;
  const view = h('div', { class: `view ${name || 'market'}` });
  find('view').replaceChildren(view);
  await (VIEWS[name] ?? market)(view, { signal, live, account }, Number(number) || 0);
  if (!isFirst && !signal.aborted) view.querySelector('h1')?.focus();
}

function tick() {
  for (const time of document.querySelectorAll('[data-until]')) {
    const text = left(Date.parse(time.dataset.until) - live.now);
    if (time.textContent !== text) time.textContent = text;
  }
}

addEventListener('hashchange', route);
find('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address is for the view
  find('view').focus();
});
tabs.onmessage = () => {
  account.me = undefined;
  live.restart();
  route();
};
find('zone').textContent = ZONE;
setInterval(tick, 1000);
new MutationObserver(tick).observe(find('view'), { childList: true, subtree: true });
live.start();
route();
