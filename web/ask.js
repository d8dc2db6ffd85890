// Asking the server over HTTP. A command carries a key, so that sending it again after a broken line does it once.

export class Refused extends Error {
  constructor({ title, detail, errors = [] }) {
    super(detail);
    this.name = title;
    this.faults = errors;
  }
}

class Unanswered extends Error {}

const SECONDS = 15_000;
const LATEST = 10_000;
const KEYLESS = 'account.'; // no person yet, or a secret in the answer

export const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

// Asks until there is an answer, however long the line is broken; `waiting` is called when it is. Once `signal` says that
// nobody wants to know any more, there is no answer at all.
export function query(name, fields = {}, { signal, waiting } = {}) {
  const given = Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined);
  return persist(() => send(`/api/${name}?${new URLSearchParams(given)}`, { signal }), signal, waiting);
}

export async function command(name, fields, { key = mint(), waiting } = {}) {
  const headers = { 'Content-Type': 'application/json' };
  const post = (body) => send(`/api/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!name.startsWith(KEYLESS)) return persist(() => post({ ...fields, key }), undefined, waiting);
  try {
    return await post(fields);
  } catch (trouble) {
    if (trouble instanceof Unanswered) throw new Refused({ detail: trouble.message });
    throw trouble;
  }
}

async function send(url, { signal, ...options }) {
  const limit = AbortSignal.timeout(SECONDS);
  let answer, body;
  try {
    answer = await fetch(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    body = await answer.json();
  } catch (trouble) {
    throw new Unanswered('Bidroom could not be reached. Please try again.');
  }
  if (answer.ok) return body;
  if (answer.status >= 500 || answer.status === 429) throw new Unanswered(body.detail);
  throw new Refused(body);
}

async function persist(attempt, signal, waiting) {
  for (let tries = 0; ; tries += 1) {
    const answer = await attempt().catch((trouble) => trouble);
    if (signal?.aborted) return new Promise(() => {});
    if (!(answer instanceof Error)) return answer;
    if (!(answer instanceof Unanswered)) throw answer;
    waiting?.();
    await pause(200 + Math.random() * Math.min(LATEST, 500 * 2 ** tries));
  }
}

function pause(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    addEventListener('online', done, { once: true });
  });
}
