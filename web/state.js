// What the page knows, and what an event makes of it: pure functions that set and never count up, so that an event which
// a snapshot has seen already changes nothing.

// The market: { jobs: { id: card }, order: [id], after }. A job that ends stays where it is, so that no line slips away.
export function applyToMarket(market, event) {
  const known = market.jobs[event.job];
  const put = (card) => ({ ...market, jobs: { ...market.jobs, [event.job]: card } });
  switch (event.type) {
    case 'job.opened':
      return { ...put(event.card), order: [event.job, ...market.order.filter((id) => id !== event.job)] };
    case 'job.edited':
      return known ? put(event.card) : market;
    case 'job.extended':
      return known ? put({ ...known, closes_at: event.closes_at, decides_at: event.decides_at }) : market;
    case 'job.closed':
      return known ? put({ ...known, state: 'closed' }) : market;
    case 'job.cancelled':
      return known ? put({ ...known, state: 'cancelled' }) : market;
    default:
      return market;
  }
}

// One job: what `job.get` answers, with { bids: { id: entry }, sending }. `sending` is one's own command on its way.
export function applyToJob(page, event) {
  const next = change(page, event);
  return page.sending && event.key === page.sending.key ? { ...next, sending: null } : next;
}

function change(page, event) {
  const card = (fields) => ({ ...page.card, ...fields });
  const bid = (fields) => ({ ...page, bids: { ...page.bids, [event.bid]: { ...page.bids[event.bid], ...fields } } });
  switch (event.type) {
    case 'job.edited':
      return { ...page, card: event.card, version: event.version, description: event.description ?? page.description };
    case 'job.extended':
      return { ...page, card: card({ closes_at: event.closes_at, decides_at: event.decides_at }) };
    case 'job.closed':
      return { ...page, card: card({ state: 'closed' }), closed_at: event.closed_at };
    case 'job.cancelled':
      return { ...page, card: card({ state: 'cancelled' }), cancelled_at: event.cancelled_at, cancel_reason: event.reason ?? null };
    case 'bid_count.changed':
      return { ...page, bid_count: event.count };
    case 'bid.placed':
    case 'bid.revised': {
      const { bid: id, version, bidder, amount, days, placed_at, revised_at = null } = event;
      const moments = placed_at ? { placed_at, revised_at: null, withdrawn_at: null, reason: null } : { revised_at };
      return bid({ bid: id, version, bidder, amount, days, pitch: event.pitch ?? null, state: 'placed', ...moments });
    }
    case 'bid.withdrawn':
      return page.bids[event.bid] ? bid({ state: 'withdrawn', withdrawn_at: event.withdrawn_at, reason: event.reason ?? null }) : page;
    case 'bid.receipt':
      return event.job === page.card.id ? { ...page, my_bid: event.mine } : page;
    default:
      return page;
  }
}

// The bids as a list shows them, with their ranks, as the server orders them: by price; equals share a rank, and stand in
// an order that is not the one in which they came. Whatever is on its way stands where it will stand.
export function inOrder({ bids, sending, isClient }) {
  const sent = sending && { ...bids[sending.bid], ...sending };
  const all = [...Object.values(bids).filter((entry) => entry.bid !== sent?.bid), ...(sent ? [sent] : [])];
  const standing = all.filter(({ state }) => state === 'placed');
  standing.sort((one, other) => one.amount - other.amount || shuffled(one.bid) - shuffled(other.bid) || one.bid - other.bid);
  const amounts = standing.map(({ amount }) => amount);
  const ranked = standing.map((entry) => ({ ...entry, rank: amounts.indexOf(entry.amount) + 1 }));
  return isClient ? [...ranked, ...all.filter(({ state }) => state === 'withdrawn').sort((one, other) => one.bid - other.bid)] : ranked;
}

const shuffled = (bid) => Math.imul(bid, 2654435761) >>> 0;
