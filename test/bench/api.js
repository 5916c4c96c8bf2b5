// The API over HTTP: duration and size of responses with trends.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { dataset } from './history.js';
import { median } from './cost.js';

const query = `query ($subsystem: String!, $primaryDataset: String!, $processing: String!, $names: [String!], $select: RunSelection) {
  trends(subsystem: $subsystem, primaryDataset: $primaryDataset, processing: $processing, names: $names, select: $select) {
    id columns { runs values errorsLow errorsHigh entries failures reasons revisions }
  }
}`;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Requests trends: milliseconds until the last byte, and compressed bytes. Rejects if the status is not 200. */
export function requestTrends(url, variables) {
  const body = JSON.stringify({ query, variables: { ...dataset, ...variables } });
  const headers = {
    'content-type': 'application/json',
    'accept-encoding': 'br, gzip',
    'content-length': Buffer.byteLength(body),
  };
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (data) => (bytes += data.length));
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ ms: performance.now() - begun, bytes });
        else reject(new Error(`the API returned status ${response.statusCode}`));
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/**
 * Milliseconds of a repeated request: the first one, the median after unrelated writes (by `write`), and the median without writes; and the
 * bytes of the last response.
 */
export async function repeat(url, variables, write, times = 15) {
  const first = await requestTrends(url, variables);
  const written = [];
  for (let round = 0; round < Math.min(times, 5); round += 1) {
    await write();
    written.push((await requestTrends(url, variables)).ms);
  }
  const again = [];
  let bytes = first.bytes;
  for (let round = 0; round < times; round += 1) {
    const response = await requestTrends(url, variables);
    again.push(response.ms);
    ({ bytes } = response);
  }
  return { first: first.ms, written: median(written), again: median(again), bytes };
}

/** Resolves when a server that was just started has read points ahead: its cache of points has not grown for some seconds. */
export async function pointsReadAhead(url) {
  const stableMs = 4000;
  let [before, since] = [-1, performance.now()];
  while (performance.now() - since < stableMs) {
    await delay(250);
    const text = await (await fetch(`${url}/metrics`, { headers: { accept: 'text/plain' } })).text();
    const bytes = Number(/^hdqm_cache_bytes\{cache="points"\} (\d+)$/m.exec(text)?.[1]);
    if (bytes !== before) [before, since] = [bytes, performance.now()];
  }
  if (!(before > 0)) throw new Error('the server read no points ahead');
}

/** Requests per second of concurrent clients. `variables` returns those of the request with a number. */
export async function load(url, clients, seconds, variables) {
  const end = performance.now() + 1000 * seconds;
  let count = 0;
  const times = [];
  const client = async () => {
    while (performance.now() < end) {
      const { ms } = await requestTrends(url, variables(count));
      times.push(ms);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { rate: count / seconds, p50: median(times) };
}
