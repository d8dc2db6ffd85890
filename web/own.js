// One's own part in a job: placing, changing and withdrawing a bid, or what stands in the way.

import { command, mint } from './ask.js';
import { h, redraw } from './dom.js';
import { form } from './form.js';
import { moment, price, typed, whole } from './words.js';

// `page()` is what is known of the job, `change(fields)` changes it.
export function ownPart(section, { account, page, change }) {
  let me = null;

  // The form is made anew only when another one is due, so that nobody is interrupted while they type.
  function draw(person) {
    me = person;
    const { card, my_bid: bid } = page();
    const due = what(page());
    redraw(section, [due, me?.id, bid?.version, card.state, card.decides_at], () => PARTS[due](bid, card));
    section.hidden = !section.childElementCount;
  }

  function what({ card, my_bid: bid, isClient }) {
    if (isClient) return 'client';
    if (card.state === 'open') return !me ? 'visitor' : !bid ? 'place' : bid.state === 'placed' ? 'revise' : 'again';
    return me && card.state === 'closed' && bid?.state === 'placed' ? 'closed' : 'over';
  }

  const PARTS = {
    visitor: () => [...said('Want to bid?', 'Sign in, and see the prices offered so far.'), h('p', { class: 'row' },
      h('a', { class: 'button', href: '#sign-in' }, 'Sign in'), h('a', { class: 'button quiet', href: '#register' }, 'Register'))],
    client: (bid, { state, decides_at: decides }) => [
      ...said('Your job', state === 'open' && 'Bids arrive here by themselves.'),
      h('p', {}, 'You alone read the pitches; freelancers see each other’s prices and ranks.'),
      state !== 'cancelled' && h('p', {}, `You decide by ${moment(decides)}.`)],
    place: () => [...said('Place your bid'), offer()],
    again: (bid) => [...said('Bid again', 'You withdrew your bid. Until bidding closes you may place it again.'), offer(bid)],
    revise: (bid) => [
      ...said('Your bid stands', 'You may change it until bidding closes.'),
      offer(bid),
      withdrawal('Why (optional, for the client)'),
    ],
    closed: () => [...said('Your bid', 'It stands as it is. The client decides now.'), withdrawal('Why, for the client and the record')],
    over: () => [],
  };

  const said = (heading, text) => [h('h2', { tabindex: -1 }, heading), text && h('p', {}, text)];

  function offer(bid) {
    const { id, currency, kind } = page().card;
    const stands = bid?.state === 'placed';
    const number = { inputmode: 'decimal', autocomplete: 'off' };
    const label = `Your price in ${currency}${kind === 'hourly' ? ', an hour' : ', for all of it'}`;
    const hint = 'Why you, and how you would do it. Only the client reads this. At least 20 characters.';
    return form({
      id: `bid-${id}-${stands ? 'revise' : 'place'}`,
      button: stands ? 'Change my bid' : 'Place my bid',
      fields: [
        { name: 'amount', label, read: (text) => price(text, currency), value: bid && typed(bid.amount, currency), ...number },
        { name: 'days', label: 'Days you need', read: whole, value: bid?.days, ...number },
        { name: 'pitch', label: 'Your pitch', tag: 'textarea', rows: 6, hint, value: bid?.pitch },
      ],
      send(values, busy) {
        if (!stands) return carry('bid.place', { job: id, ...values }, { ...values, bid: bid?.bid, state: 'placed', bidder: me }, busy);
        const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== bid[name]));
        return carry('bid.revise', { bid: bid.bid, ...changed }, { bid: bid.bid, ...changed }, busy);
      },
    });
  }

  function withdrawal(label) {
    return h('details', {}, h('summary', {}, 'Withdraw my bid'), form({
      id: `withdraw-${page().card.id}`, button: 'Withdraw it', quiet: true,
      fields: [{ name: 'reason', label, tag: 'textarea', rows: 2 }],
      send(values, busy) {
        const { bid } = page().my_bid;
        return carry('bid.withdraw', { bid, ...values }, { bid, isLeaving: true }, busy);
      },
    }));
  }

  // Shows at once what is on its way, until its event comes back with the same key.
  async function carry(name, fields, shown, busy) {
    const key = mint();
    const isOnItsWay = () => page().sending?.key === key;
    const { amount, days } = { ...page().my_bid, ...shown };
    if (amount && days) change({ sending: { ...shown, amount, days, key, isSending: true } });
    try {
      const { bid = shown.bid, version = 0 } = await command(name, fields, { key, waiting: () => busy('Waiting for the connection …') });
      const known = page().bids[bid];
      const isHere = shown.isLeaving ? known?.state !== 'placed' : known?.version >= version;
      if (isOnItsWay()) change({ sending: isHere ? null : { ...page().sending, isSent: true } });
    } catch (refused) {
      if (isOnItsWay()) change({ sending: null });
      if (refused.name === 'not_signed_in') account.ended();
      throw refused;
    }
  }

  return { draw };
}
