// One job: what is asked for, and what was offered, arriving as it is placed.

import { query, Refused } from './ask.js';
import { announce, h, keyed, redraw, tags, title, until } from './dom.js';
import { ownPart } from './own.js';
import { applyToJob, inOrder } from './state.js';
import { brief, budget, count, moment, money, month, sentence } from './words.js';

export async function job(view, { signal, live, account }, id) {
  const [head, facts, text, own, bids] = ['head', 'facts', 'brief', 'own', 'bids'].map((name) => h('section', { class: name }));
  const heading = h('h2');
  const hint = h('p', { class: 'hint' });
  const list = h('ol', { class: 'bidlist', 'aria-label': 'Bids' });
  const arrived = new Set();
  const subscriptions = [];
  const leave = () => subscriptions.splice(0).forEach((unsubscribe) => unsubscribe());
  let page = null;
  let me = null;
  const mine = ownPart(own, {
    account,
    page: () => page,
    change: (fields) => {
      page = { ...page, ...fields };
      if (!signal.aborted) draw();
    },
  });

  signal.addEventListener('abort', leave);
  addEventListener('own', ({ detail }) => page && told(detail), { signal });
  view.replaceChildren(h('p', { class: 'state', role: 'status' }, 'Loading the job …'));
  await read();

  async function read() {
    const waiting = () => page ?? view.firstChild.replaceChildren('Bidroom cannot be reached. Trying again …');
    const ask = (name) => query(name, { job: id }, { signal, waiting });
    try {
      const found = await ask('job.get');
      const isSignedIn = `bidders:${id}` in found.positions;
      const offers = isSignedIn ? await ask('bid.list') : { bids: [], positions: {} };
      me = isSignedIn ? await account.who() : null;
      show(found, offers);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      if (refused.name === 'not_signed_in') return account.ended();
      leave();
      const what = refused.name === 'not_found' ? 'No such job' : 'That did not work';
      view.replaceChildren(title(what), h('p', {}, sentence(refused.message)), h('p', {}, h('a', { href: '#' }, 'See the open jobs')));
    }
  }

  function show(found, offers) {
    if (!page) {
      view.replaceChildren(head, facts, text, own, bids);
      bids.append(heading, hint, list);
    }
    const sending = page?.sending?.isSent ? null : page?.sending;
    const entries = offers.bids.map((entry) => [entry.bid, entry]);
    page = { ...found, bids: Object.fromEntries(entries), sending, isClient: `bids:${id}` in offers.positions };
    leave();
    follow(`job:${id}`, found, told);
    // What becomes of the job is told among the offers as well, and would come twice and out of turn.
    const offered = (event) => event.type.startsWith('bid.') && told(event);
    if (me) follow(page.isClient ? `bids:${id}` : `bidders:${id}`, offers, offered);
    draw();
  }

  function follow(channel, { positions }, event) {
    subscriptions.push(live.subscribe(channel, positions[channel], { event, again: read }));
  }

  function told(event) {
    page = applyToJob(page, event);
    if (event.type === 'bid.placed') arrived.add(event.bidder.id);
    draw(event.bidder?.id);
    const news = NEWS[event.type]?.(event, event.bidder?.id === me?.id ? 'you' : event.bidder?.name, page.card.currency);
    if (news && !(me && event.type === 'bid_count.changed')) announce(news);
  }

  function draw(touched) {
    const { card, client, bid_count: standing, description, closed_at: closed } = page;
    const isOpen = card.state === 'open';
    document.title = `${card.title} · Bidroom`;
    redraw(head, [card.title, card.state], () => [
      h('p', {}, h('a', { href: '#' }, '← Open jobs')),
      title(card.title),
      !isOpen && h('p', { class: 'notice' }, ended(page)),
    ]);
    redraw(facts, [card, closed, standing, client], () => [h('dl', {},
      fact('Budget', budget(card)),
      isOpen ? fact('Bidding closes', until(card.closes_at), moment(card.closes_at))
        : fact('Bidding', card.state === 'closed' ? 'Closed' : 'Cancelled', closed && moment(closed)),
      fact('Bids', String(standing)),
      fact('Client', client.name, client.headline || `here since ${month(client.member_since)}`))]);
    redraw(text, [description, card.skills], () => [h('h2', {}, 'What is asked for'), h('p', { class: 'text' }, description), tags(card.skills)]);

    const shown = inOrder(page).map((entry) => ({ ...entry, card, isNew: arrived.has(entry.bidder.id), isMine: entry.bidder.id === me?.id }));
    const number = me ? shown.filter(({ state }) => state === 'placed').length : standing;
    heading.textContent = number ? count(number, 'bid') + (isOpen ? ' so far' : '') : isOpen ? 'No bids yet' : 'No bids';
    hint.textContent = !me ? 'Sign in to see prices and ranks. Only the client reads what bidders write.'
      : number ? 'The lowest price first. When somebody bid does not count.'
        : isOpen ? 'The first one appears here by itself.' : '';
    keyed(list, shown, ({ bidder }) => bidder.id, row, touched);
    mine.draw(me);
  }
}

const offer = ({ amount, days }, currency) => `${money(amount, currency)} in ${count(days, 'day')}`;
const NEWS = {
  'bid.placed': (event, who, currency) => `New bid by ${who}: ${offer(event, currency)}.`,
  'bid.revised': (event, who, currency) => `Changed bid by ${who}: ${offer(event, currency)}.`,
  'bid.withdrawn': (event, who) => `A bid was withdrawn by ${who}.`,
  'bid_count.changed': (event) => `${count(event.count, 'bid')} now.`,
  'job.closed': () => 'Bidding has closed.',
  'job.cancelled': () => 'The client has cancelled this job.',
  'job.extended': (event) => `Bidding now closes ${moment(event.closes_at)}.`,
};

const fact = (name, value, more) => h('div', {}, h('dt', {}, name), h('dd', {}, value, more && h('small', {}, more)));

function ended({ card, closed_at: closed, cancelled_at: cancelled, cancel_reason: reason }) {
  if (card.state === 'closed') return `Bidding closed on ${moment(closed ?? card.closes_at)}. The client decides by ${moment(card.decides_at)}.`;
  return `The client cancelled this job on ${moment(cancelled)}. ${reason ? `Their reason: ${reason}` : 'They gave no reason.'}`;
}

function row({ rank, bidder, amount, days, card, pitch, reason, state, isMine, isNew, isSending, isSent, isLeaving, ...moments }) {
  const on = isSent ? 'sent, waiting for the connection' : isLeaving ? 'being withdrawn …' : isSending && 'being sent …';
  const { revised_at: revised, placed_at: placed } = moments;
  const when = on || (state === 'withdrawn' ? 'withdrawn' : revised ? `changed ${brief(revised)}` : `placed ${brief(placed)}`);
  const badge = isMine ? 'You' : isNew && 'New';
  return [h('div', { class: `bid ${state} ${on ? 'sending' : ''} ${isMine ? 'mine' : ''}` },
    h('span', { class: 'rank' }, rank ? [h('span', { class: 'unseen' }, 'Rank '), String(rank)] : '–'),
    h('p', { class: 'who' }, h('strong', {}, bidder.name), badge && h('span', { class: 'badge' }, badge)),
    h('p', { class: 'price' },
      h('strong', {}, money(amount, card.currency)), card.kind === 'hourly' && ' an hour', h('small', {}, ` in ${count(days, 'day')}`)),
    h('p', { class: 'when' }, when),
    pitch && !isMine && h('p', { class: 'text pitch' }, pitch),
    reason && h('p', { class: 'text pitch' }, `Withdrawn because: ${reason}`))];
}
