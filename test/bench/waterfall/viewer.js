// A viewer of an ME over runs: subscribes like the page does.
import { WebSocket } from 'ws';

/** GraphQL of the waterfall of an ME. */
const queryOf = (path, latest) =>
  `subscription { elementOverRuns(primaryDataset: "ZeroBias", processing: "PromptReco", paths: ${JSON.stringify(path)}, metric: "basic.Mean()", latest: ${latest}) {
     run done total state reason value slice { className title edges contents labels } } }`;

/**
 * Reads an ME over its latest runs as a client of an address: seconds to the first column and to all, and the number of columns. Throws where a run
 * was not read, unless timeouts are allowed. Calls `onColumn` with each column that was read; `signal` ends it early.
 */
export function readWaterfall(
  url,
  { path, address = '127.0.0.1', latest = 50, allowTimeouts = false, onColumn = () => undefined, signal },
) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
  });
  let first;
  let columns = 0;
  let end;
  const done = new Promise((resolve, reject) => {
    socket.on('error', reject);
    end = () => resolve({ first, all: seconds(), columns });
    signal?.addEventListener('abort', end);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: queryOf(path, latest) } }));
      else if (type === 'error' || payload?.errors) reject(new Error(JSON.stringify(payload)));
      else if (type === 'next') {
        const { state, reason } = payload.data.elementOverRuns;
        if (state !== 'READ' && !allowTimeouts) reject(new Error(`${path}: ${state} ${reason}`));
        first ??= seconds();
        if (state === 'READ') {
          columns += 1;
          onColumn();
        }
      } else if (type === 'complete') resolve({ first, all: seconds(), columns });
    });
  });
  return done.finally(() => {
    signal?.removeEventListener('abort', end);
    socket.close();
  });
}
