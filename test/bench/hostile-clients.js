// Clients that repeat requests of one kind without a pause, from an address of their own: hostile.js starts this process, so that reading
// their responses does not delay the normal client whose time it takes. On any message it ends and sends the number of its requests.
//   hostile-clients.js URL KIND CLIENTS
import { createJiti } from 'jiti';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';

const [url, kind, clients] = process.argv.slice(2);
/** Limits are per address. */
const localAddress = '127.0.0.2';
const { hostile } = await createJiti(import.meta.url).import('../integration/hostile.ts');
const dispatcher = new Agent({ localAddress });

async function send(body) {
  const response = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    dispatcher,
  });
  return { status: response.statusCode, text: await response.body.text() };
}

async function sendAccepted(query, variables) {
  const { status, text } = await send(JSON.stringify({ query, variables }));
  if (status !== 200 || text.includes('"errors"')) throw new Error(`not accepted: ${status} ${text.slice(0, 300)}`);
}

/** The requests by their kind: those that are rejected, and accepted ones, as costly as the limits allow and never answered from a cache. */
let sent = 0;
const kinds = {
  rejected: (index) => send(hostile[index % hostile.length].body),
  'trends of a subsystem, 30 times': () => {
    const trends = (from) =>
      `trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", select: { from: ${from} }) { id columns { runs values } }`;
    const aliases = Array.from({ length: 30 }, (_, index) => `t${index}: ${trends((sent += 1))}`);
    return sendAccepted(`{ ${aliases.join(' ')} }`);
  },
  'searches of 20 words, 22 times': () =>
    sendAccepted(
      `query ($s: String) { ${Array.from({ length: 22 }, (_, index) => `c${index}: configs(search: $s) { id }`).join(' ')} }`,
      { s: `${Array.from({ length: 19 }, (_, index) => String.fromCodePoint(97 + index)).join(' ')} ${(sent += 1)}` },
    ),
  'different documents of 80 kB': () =>
    sendAccepted(
      `{ viewer { ${Array.from({ length: 30 }, (_, index) => `a${(sent += 1)}_${index}_${'x'.repeat(2600)}: name`).join(' ')} } }`,
    ),
  'WebSockets of 2,000 subscriptions': () =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { localAddress });
      socket.once('close', resolve).on('error', resolve);
      socket.once('open', () => socket.send('{"type":"connection_init"}'));
      socket.once('message', () => {
        for (let id = 0; id < 2_000; id += 1)
          socket.send(
            JSON.stringify({
              id: `${id}`,
              type: 'subscribe',
              payload: { query: 'subscription { scanProgress { points } }' },
            }),
          );
      });
    }),
};

const stopping = new AbortController();
process.once('message', () => stopping.abort());
let requests = 0;
const repeat = async (first) => {
  for (let index = first; !stopping.signal.aborted; index += 1) {
    await kinds[kind](index);
    requests += 1;
  }
};
await Promise.all(Array.from({ length: Number(clients) }, (_, client) => repeat(client * 5)));
await dispatcher.close();
process.send(requests, () => process.disconnect());
