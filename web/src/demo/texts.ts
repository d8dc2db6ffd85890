/** The demo's sentences, apart from the others so that a site that is no demo does not load them. */

export const texts = {
  label: 'Demo',
  what: 'You are looking at a demo.',
  why: 'Everybody here is made up, and anybody may be one of them.',
  heard: 'This is a demo, and everybody here is made up. At the end of the page you can become one of them.',
  folded: 'Demo: be one of its people',
  foldedAs: (name: string) => `Demo: you are ${name}`,
  fold: 'Hide',
  you: (name: string) => `You are ${name}, of the demo.`,
  yourself: (name: string) => `You are ${name}, with an account of your own. Becoming somebody else signs you out of it.`,
  become: (name: string, as: 'client' | 'this client' | 'freelancer') =>
    `Become ${name}, ${{ client: 'a client', 'this client': 'the client of this job', freelancer: 'a freelancer' }[as]}`,
  others: 'Be somebody else …',
  anybody: 'Be one of them …',
  leave: 'Leave',
  now: (name: string) => `You are ${name} now.`,
  left: 'You are nobody of the demo any more.',
  busy: 'What you sent as the person you are now is still on its way. Wait until it has been answered, then go on.',
  cast: {
    title: 'Be one of them',
    lead: 'One click, no password. Others may be the same person at the same time. To see both sides of a job at once, open a private window and be somebody else there.',
    search: 'Search',
    searchHint: 'A name, a trade, a category',
    found: (number: number) => (number === 1 ? 'One person.' : `${number} people.`),
    none: 'Nobody of the demo matches. Try fewer words.',
    hires: 'Hires',
    works: (categories: string) => `Works in ${categories}`,
    you: 'You are this one',
  },
  simulation: {
    label: 'Simulation',
    running: 'running',
    stopped: 'stopped',
    why: 'While it runs, the made-up people post and bid by themselves. It is one switch for everybody at this demo.',
    news: { running: 'The simulation is running.', stopped: 'The simulation has been stopped.' },
  },
};
