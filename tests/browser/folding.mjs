// Folds a snapshot with events, as the page does: { page, snapshot, events } in, the folded one out.

import { readFileSync } from 'node:fs';

const { page, snapshot, events } = JSON.parse(readFileSync(0, 'utf8'));
const fold = {
  async job() {
    const { applyToJob } = await import('../../web/src/job/state.ts');
    return events.reduce(applyToJob, snapshot);
  },
  async market() {
    const { applyToMarket, marketOf } = await import('../../web/src/market/state.ts');
    const { jobs, order } = events.reduce(applyToMarket, marketOf(snapshot, {}, []));
    return { ...snapshot, jobs: order.map((id) => jobs[id]) };
  },
  async home() {
    const { applyToHome } = await import('../../web/src/home/state.ts');
    return events.reduce(applyToHome, snapshot);
  },
  async 'my bids'() {
    const { applyToBids } = await import('../../web/src/home/bids_state.ts');
    return events.reduce(applyToBids, snapshot);
  },
  async person() {
    const { applyToPerson } = await import('../../web/src/person/state.ts');
    return events.reduce(applyToPerson, snapshot);
  },
  async sessions() {
    const { applyToSessions } = await import('../../web/src/sessions/state.ts');
    return { ...snapshot, sessions: events.reduce(applyToSessions, snapshot.sessions) };
  },
  // Each event with the channel it came on, as a page that follows several has them.
  async view() {
    const { applyToView } = await import('../../web/src/job/state.ts');
    const { inOrder, offersOf } = await import('../../web/src/bids/state.ts');
    const before = { job: snapshot.job, offers: offersOf(snapshot.bids, snapshot.isClient), moved: null };
    const { job, offers } = events.reduce((view, [channel, event]) => applyToView(view, event, channel), before);
    return { ...snapshot, job, bids: inOrder(Object.values(offers.bids), offers.isClient) };
  },
}[page];
process.stdout.write(JSON.stringify(await fold()));
