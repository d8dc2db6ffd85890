// centrifuge-js as a subscriber: does what it reads, one JSON object a line, and prints what the SDK tells it.
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const { url, token, protobuf, soonest, latest } = JSON.parse(process.argv[2]);
const { Centrifuge } = await import(protobuf ? 'centrifuge/build/protobuf' : 'centrifuge');
const asked = new Set();

// Over Protobuf the SDK takes and gives bytes.
const encoded = (value) => (protobuf ? new TextEncoder().encode(JSON.stringify(value)) : value);
const decoded = (data) => (protobuf ? JSON.parse(new TextDecoder().decode(data)) : data);

function tell(what, told = {}) {
  process.stdout.write(JSON.stringify({ what, ...told }) + '\n');
}

// Looks over the SDK's shoulder: pushes of channels that nobody asked for it would drop without a word. Of text only.
class WatchedSocket extends WebSocket {
  constructor(...options) {
    super(...options);
    this.on('message', (frame, isBinary) => {
      for (const line of isBinary ? [] : String(frame).split('\n')) {
        const { connect, push } = JSON.parse(line);
        for (const channel of Object.keys(connect?.subs ?? {})) asked.add(channel);
        if (push?.channel !== undefined && !asked.has(push.channel)) tell('stray', { channel: push.channel });
      }
    });
  }
}

const client = new Centrifuge(url, {
  token,
  websocket: WatchedSocket,
  minReconnectDelay: soonest,
  maxReconnectDelay: latest,
});
const subscribed = ({ channel, streamPosition, wasRecovering, recovered }) =>
  tell('subscribed', { channel, offset: streamPosition?.offset ?? 0, was_recovering: wasRecovering, recovered });
const publication = ({ channel, offset = 0, data }) => tell('publication', { channel, offset, data: decoded(data) });
const arrival = (what) => ({ channel, info }) => tell(what, { channel, client: info.client, about: about(info) });
const about = ({ connInfo }) => (connInfo?.length === 0 ? null : connInfo && decoded(connInfo)) ?? null;

client.on('connected', () => tell('connected'));
client.on('connecting', () => tell('connecting'));
client.on('disconnected', ({ code, reason }) => tell('disconnected', { code, reason }));
client.on('error', ({ type, error }) => tell('error', { sentence: `${type}: ${error.code} ${error.message}` }));
client.on('subscribed', subscribed);
client.on('subscribing', ({ channel }) => tell('subscribing', { channel }));
client.on('unsubscribed', ({ channel }) => tell('unsubscribed', { channel, code: -1, reason: 'by the server' }));
client.on('publication', publication);

async function answer(number, answered) {
  try {
    tell('answer', { number, ...(await answered) });
  } catch ({ code, message }) {
    tell('answer', { number, code, message });
  }
}

const ORDERS = {
  connect() {
    client.connect();
  },
  subscribe({ channel, since, joinLeave }) {
    asked.add(channel);
    const subscription = client.newSubscription(channel, {
      recoverable: true,
      joinLeave,
      since,
      minResubscribeDelay: soonest,
      maxResubscribeDelay: latest,
    });
    subscription.on('subscribed', subscribed);
    subscription.on('subscribing', () => tell('subscribing', { channel }));
    subscription.on('unsubscribed', ({ code, reason }) => tell('unsubscribed', { channel, code, reason }));
    subscription.on('publication', publication);
    subscription.on('join', arrival('join'));
    subscription.on('leave', arrival('leave'));
    subscription.on('error', ({ type, error }) =>
      tell('error', { sentence: `${channel}: ${type}: ${error.code} ${error.message}` }),
    );
    subscription.subscribe();
  },
  unsubscribe({ channel }) {
    const subscription = client.getSubscription(channel);
    subscription.unsubscribe();
    client.removeSubscription(subscription);
  },
  rpc({ number, method, fields }) {
    answer(number, client.rpc(method, encoded(fields)).then(({ data }) => ({ data: decoded(data) })));
  },
  publish({ number, channel, data }) {
    answer(number, client.publish(channel, encoded(data)));
  },
  presence({ number, channel }) {
    const told = ({ clients }) => Object.fromEntries(Object.values(clients).map((info) => [info.client, about(info)]));
    answer(number, client.presence(channel).then((result) => ({ data: told(result) })));
  },
  presence_stats({ number, channel }) {
    answer(number, client.presenceStats(channel).then(({ numClients, numUsers }) => ({ data: [numClients, numUsers] })));
  },
  history({ number, channel, asked }) {
    const offsets = ({ publications }) => publications.map(({ offset }) => offset);
    answer(number, client.history(channel, asked).then((result) => ({ data: offsets(result) })));
  },
  top({ number, channel }) {
    answer(number, client.history(channel, { limit: 0 }).then(({ offset }) => ({ data: offset })));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...details } = JSON.parse(line);
  ORDERS[order](details);
}
// The end of the input is the end of the test, however that came about.
client.disconnect();
process.exit();
