// The API over HTTP: how long requests for trends take, and what they weigh.
import { Agent, request } from 'node:http';
import { dataset } from './history.js';
import { median } from './cost.js';

const query = `query ($subsystem: String!, $primaryDataset: String!, $processing: String!, $names: [String!], $select: RunSelection) {
  trends(subsystem: $subsystem, primaryDataset: $primaryDataset, processing: $processing, names: $names, select: $select) {
    id columns { runs values errorsLow errorsHigh entries failures reasons revisions }
  }
}`;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Asks for trends: milliseconds until the last byte, and bytes as they came. Throws where the answer has errors. */
export function ask(url, variables) {
  const body = JSON.stringify({ query, variables: { ...dataset, ...variables } });
  const headers = {
    'content-type': 'application/json',
    'accept-encoding': 'br, gzip',
    'content-length': Buffer.byteLength(body),
  };
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/graphql`, { method: 'POST', agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (data) => (bytes += data.length));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - begun, bytes });
        else reject(new Error(`the API answered ${answer.statusCode}`));
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

/**
 * A request asked again and again: the first after the start, then the median of those that come after something was written that has
 * nothing to do with it, and of those while nothing is written. `write` writes something.
 */
export async function repeat(url, variables, write, times = 15) {
  const first = await ask(url, variables);
  const written = [];
  for (let round = 0; round < Math.min(times, 5); round += 1) {
    await write();
    written.push((await ask(url, variables)).ms);
  }
  const again = [];
  let bytes = first.bytes;
  for (let round = 0; round < times; round += 1) {
    const answer = await ask(url, variables);
    again.push(answer.ms);
    ({ bytes } = answer);
  }
  return { first: first.ms, written: median(written), again: median(again), bytes };
}

/** Requests a second of so many clients at once, over some seconds; `variables` gives the next request's. */
export async function load(url, clients, seconds, variables) {
  const end = performance.now() + 1000 * seconds;
  let count = 0;
  const times = [];
  const client = async () => {
    while (performance.now() < end) {
      const { ms } = await ask(url, variables(count));
      times.push(ms);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { rate: count / seconds, p50: median(times) };
}
