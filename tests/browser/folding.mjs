// Folds a snapshot with events, as the page does: { page: 'job' | 'market', snapshot, events } in, the folded one out.

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
}[page];
process.stdout.write(JSON.stringify(await fold()));
