// The market: open jobs, the newest first, and new ones as they are posted.

import { query, Refused } from './ask.js';
import { announce, h, keyed, tags, title, until } from './dom.js';
import { applyToMarket } from './state.js';
import { budget, count, sentence } from './words.js';

const wanted = { q: '', category: '' }; // stays while one looks at a job and comes back

export const categories = (() => {
  let known;
  return async (options) => (known ??= (await query('category.list', {}, options)).categories);
})();

// The tree as a select's options.
export function branches(tree, everything) {
  const option = ({ slug, name }, label = name) => h('option', { value: slug }, label);
  const groups = tree.filter(({ parent }) => !parent).map((root) => {
    const below = tree.filter(({ parent }) => parent === root.slug);
    return h('optgroup', { label: root.name }, option(root, `${root.name}, in general`), below.map((each) => option(each)));
  });
  return [h('option', { value: '' }, everything), ...groups];
}

export async function market(view, { signal, live }) {
  const search = h('input', { id: 'q', type: 'search', name: 'q', placeholder: 'Words in the job', maxlength: 200 });
  const category = h('select', { id: 'category', name: 'category' });
  const state = h('p', { class: 'state', role: 'status' }, 'Loading the open jobs …');
  const list = h('ol', { class: 'jobs' });
  const more = h('button', { class: 'quiet', hidden: true, onclick: () => read(true) }, 'Show more jobs');
  view.replaceChildren(
    h('div', { class: 'lead' },
      h('div', {}, title('Open jobs'), h('p', {}, 'Work that is on offer now. New jobs appear here the moment they are posted.')),
      h('a', { class: 'button', href: '#post' }, 'Post a job')),
    h('form', { class: 'search', role: 'search', onsubmit: (event) => event.preventDefault() },
      h('div', { class: 'field' }, h('label', { for: 'q' }, 'Search'), search),
      h('div', { class: 'field' }, h('label', { for: 'category' }, 'Category'), category)),
    state, list, more);

  let tree = [];
  let page = { jobs: {}, order: [], after: null };
  let asked = 0;
  let leave = () => {};
  const arrived = new Set();
  signal.addEventListener('abort', () => leave());

  async function read(further = false) {
    const number = (asked += 1);
    const options = { signal, waiting: () => (state.textContent = 'Bidroom cannot be reached. Trying again …') };
    try {
      const found = await query('job.list', { ...wanted, after: further ? page.after : undefined }, options);
      if (number !== asked) return; // somebody types on
      const jobs = Object.fromEntries(found.jobs.map((card) => [card.id, card]));
      const ids = found.jobs.map(({ id }) => id);
      page = further
        ? { jobs: { ...page.jobs, ...jobs }, order: [...new Set([...page.order, ...ids])], after: found.after }
        : { jobs, order: ids, after: found.after };
      if (!further) {
        leave();
        leave = live.subscribe('market', found.positions.market, { event: told, again: () => read() });
      }
      draw();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      state.textContent = sentence(refused.message);
    }
  }

  function told(event) {
    if (event.type === 'job.opened') {
      if (!isWanted(event.card)) return;
      arrived.add(event.job);
      announce(`New job: ${event.card.title}.`);
    }
    page = applyToMarket(page, event);
    draw(event.job);
  }

  // By what the card shows. The server also looks into the rest of the description, which the event does not carry.
  function isWanted({ title: name, summary, skills, category: slug }) {
    const text = [name, summary, ...skills].join('\n').normalize('NFKC').toLowerCase();
    const words = wanted.q.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
    const within = tree.find((each) => each.slug === slug);
    return words.every((word) => text.includes(word)) && (!wanted.category || [slug, within?.parent].includes(wanted.category));
  }

  function draw(touched) {
    const shown = page.order.map((id) => ({ ...page.jobs[id], isNew: arrived.has(id), place: nameOf(page.jobs[id].category) }));
    keyed(list, shown, ({ id }) => id, card, touched);
    more.hidden = !page.after;
    state.textContent = shown.length ? said(shown.length) : nothing();
  }

  const said = (number) => `${page.after ? 'The newest ' : ''}${isFiltered() ? count(number, 'matching job') : count(number, 'job')}, newest first.`;
  const isFiltered = () => wanted.q || wanted.category;
  const nothing = () => (isFiltered()
    ? 'No open job matches. Try other words or another category; a new one that matches appears here by itself.'
    : 'There are no open jobs yet. Post the first one, or leave this page open: new jobs appear by themselves.');
  const nameOf = (slug) => tree.find((each) => each.slug === slug)?.name ?? slug;

  let typing;
  const look = (pause) => {
    Object.assign(wanted, { q: search.value.trim(), category: category.value });
    clearTimeout(typing);
    typing = setTimeout(read, pause);
  };
  search.addEventListener('input', () => look(250));
  category.addEventListener('change', () => look(0));

  search.value = wanted.q;
  const reading = read();
  tree = await categories({ signal });
  category.replaceChildren(...branches(tree, 'All categories'));
  category.value = wanted.category;
  await reading;
  draw();
}

function card({ id, title: name, summary, place, client, closes_at: closes, state, isNew, skills, ...terms }) {
  const ended = { closed: 'Closed', cancelled: 'Cancelled' }[state];
  return [
    h('article', { class: ended ? 'card ended' : 'card' },
      h('h2', {}, h('a', { href: `#job/${id}` }, name), isNew && h('span', { class: 'badge' }, 'New')),
      h('p', { class: 'terms' }, h('strong', {}, budget(terms)), h('span', {}, place), h('span', {}, `for ${client.name}`),
        h('span', {}, ended ?? ['Closes ', until(closes)])),
      h('p', { class: 'summary' }, summary),
      tags(skills)),
  ];
}
