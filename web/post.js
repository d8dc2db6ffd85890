// Posting a job: four fields that are needed, the others folded.

import { command } from './ask.js';
import { h, title } from './dom.js';
import { form } from './form.js';
import { branches, categories } from './market.js';
import { instant, local, price, ZONE } from './words.js';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'PLN', 'CZK', 'SEK', 'NOK', 'DKK', 'CAD', 'AUD', 'JPY', 'INR', 'BRL'];
const DAY = 24 * 3600 * 1000;
const HINTS = {
  title: 'What is to be done, in 8 to 120 characters.',
  description: 'What you have, what you need, and how you will know that it is good. At least 30 characters.',
  closes_at: 'Between 10 minutes and 90 days from now. A late bid moves it by up to 5 minutes, so that others can answer.',
  skills: 'Separated by commas.',
  decides_at: 'A week after bidding closes, if you leave it empty.',
};

export async function post(view, { signal, live }) {
  view.replaceChildren(h('p', { class: 'state', role: 'status' }, 'Loading the form …'));
  const tree = await categories({ signal });
  const choices = (texts) => Object.entries(texts).map(([value, text]) => h('option', { value }, text));
  const field = (name, label, more) => ({ name, label, hint: HINTS[name], autocomplete: 'off', ...more });
  const time = (name, label, more) => field(name, `${label} (${ZONE})`, { type: 'datetime-local', read: instant, ...more });
  const amount = (name, label) => field(name, label, { inputmode: 'decimal', read: (text, { currency }) => price(text, currency) });
  const list = (text) => text.split(',').map((skill) => skill.trim()).filter(Boolean);
  view.replaceChildren(
    title('Post a job'),
    h('p', {}, 'Everybody sees the job at once, signed in or not. Freelancers see each other’s prices; what they write to you is yours alone.'),
    h('p', { class: 'notice guest' },
      'You are not signed in. Write first if you like: what you wrote stays while you ', h('a', { href: '#sign-in' }, 'sign in'), '.'),
    form({
      id: 'post',
      button: 'Post the job',
      fields: [
        field('title', 'Title'),
        field('description', 'Description', { tag: 'textarea', rows: 7 }),
        field('category', 'Category', { tag: 'select', options: branches(tree, 'Choose one') }),
        time('closes_at', 'Bidding closes', { value: local(live.now + 3 * DAY) }),
      ],
      more: [
        field('kind', 'Paid', { tag: 'select', options: choices({ fixed: 'A fixed price', hourly: 'By the hour' }), value: 'fixed' }),
        field('currency', 'Currency', { tag: 'select', options: CURRENCIES.map((code) => h('option', {}, code)), value: 'EUR' }),
        amount('budget_min', 'Budget from'),
        amount('budget_max', 'Budget up to'),
        field('skills', 'Skills', { read: list }),
        time('decides_at', 'You decide by'),
      ],
      async send(values, busy) {
        const { job } = await command('job.post', values, { waiting: () => busy('Waiting for the connection …') });
        location.hash = `#job/${job}`;
      },
    }));
}
