// Registering and signing in.

import { command } from './ask.js';
import { h, title } from './dom.js';
import { form } from './form.js';

const EMAIL = { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' };
const PASSWORD = { name: 'password', label: 'Password', type: 'password' };

export function signIn(view, { account }) {
  view.replaceChildren(title('Sign in'), account.notice(), form({
    id: 'sign-in', button: 'Sign in',
    fields: [EMAIL, { ...PASSWORD, autocomplete: 'current-password' }],
    send: async (values) => account.enter(await command('account.sign_in', values)),
  }), h('p', {}, 'No account yet? ', h('a', { href: '#register' }, 'Register'), ' instead.'));
}

export function register(view, { account }) {
  view.replaceChildren(title('Register'), h('p', {}, 'One account, for hiring and for working.'), form({
    id: 'register', button: 'Register',
    fields: [
      { name: 'name', label: 'Name', hint: 'As others see you.', autocomplete: 'name' },
      { ...EMAIL, hint: 'Nobody else sees it.' },
      { ...PASSWORD, autocomplete: 'new-password', hint: 'At least 10 characters.' },
    ],
    send: async (values) => account.enter(await command('account.register', values)),
  }), h('p', {}, 'Here already? ', h('a', { href: '#sign-in' }, 'Sign in'), ' instead.'));
}
