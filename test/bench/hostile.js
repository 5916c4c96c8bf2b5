// What hostile clients cost a normal one: its response times alone and beside four of them, which repeat the requests of
// test/integration/hostile.ts, and beside four that send much of what is accepted. Writes its table into test/bench/README.md (--quick: only prints it). About a minute:
//   npm run build && node test/bench/hostile.js [--quick]
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createJiti } from 'jiti';
import { Agent, request } from 'undici';
import { cpuOf, hdqm, median, peakMemory, root, startServer } from './cost.js';
import { temporaryFolder } from './machine.js';

const { hostile } = await createJiti(import.meta.url).import('../integration/hostile.ts');
const quick = process.argv.includes('--quick');
/** Duration of a round, long enough for the mean load of an address to settle. */
const roundSeconds = quick ? 6 : 12;
const rounds = quick ? 1 : 2;
const hostileClients = 4;

const env = { HDQM_DATA: temporaryFolder() };
await hdqm(['scan'], env);
const server = await startServer(env);
const dispatcher = new Agent();
const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)];

async function send(body, from = dispatcher) {
  const begun = performance.now();
  const response = await request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    dispatcher: from,
  });
  const text = await response.body.text();
  return { status: response.statusCode, text, ms: performance.now() - begun };
}

const trendsOfSubsystem = 'trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco"';

/** A request of the trends page, with a different search each time: no cached response. */
let searches = 0;
async function normal() {
  const query = `query ($search: String) { status { version } ${trendsOfSubsystem}, search: $search) { id columns { runs values } } }`;
  const search = `NumberOfTrack${' '.repeat((searches += 1))}`;
  const { status, text, ms } = await send(JSON.stringify({ query, variables: { search } }));
  if (status !== 200 || text.includes('"errors"'))
    throw new Error(`a normal client received ${status} ${text.slice(0, 300)}`);
  return ms;
}

async function normalTimes() {
  const times = [];
  const end = performance.now() + roundSeconds * 1000;
  while (performance.now() < end) times.push(await normal());
  return times;
}

/** The kinds of requests of hostile-clients.js that are accepted. */
const costly = [
  'trends of a subsystem, 30 times',
  'searches of 20 words, 22 times',
  'different documents of 80 kB',
  'WebSockets of 2,000 subscriptions',
];

/** Runs `measure` beside clients that send requests of a kind without a pause, and returns its result and the number of their requests. */
async function besideHostileClients(measure, kind) {
  const clients = fork(path.join(root, 'test/bench/hostile-clients.js'), [server.url, kind, `${hostileClients}`]);
  // A client whose request is not accepted ends the measurement.
  const requests = new Promise((resolve, reject) => {
    clients.once('message', resolve);
    clients.once('exit', (code) => reject(new Error(`the hostile clients ended with ${code}`)));
  });
  const result = await Promise.race([measure(), requests]);
  clients.send('stop');
  return { result, requests: await requests };
}

try {
  // Some hostile requests load the points of the whole subsystem into the cache: so it is from the start.
  await send(JSON.stringify({ query: `{ ${trendsOfSubsystem}) { columns { values } } }` }));
  await normalTimes(); // warm-up
  const each = [];
  for (const [number, { name, body }] of hostile.entries()) {
    const repeats = quick ? 3 : 15;
    // An address of its own: further rejections of the same one would be delayed.
    const from = new Agent({ localAddress: `127.0.1.${number + 1}` });
    const before = cpuOf(server.pid);
    for (let index = 0; index < repeats; index += 1) await send(body, from);
    each.push({ name, cpu: ((cpuOf(server.pid) - before) * 1000) / repeats });
    await from.close();
  }
  each.sort((a, b) => b.cpu - a.cpu);
  for (const { name, cpu } of each) process.stdout.write(`${name.padEnd(45)} ${cpu.toFixed(1)} ms of CPU\n`);

  const [alone, beside] = [[], []];
  let rejected = 0;
  let seconds = 0;
  for (let round = 0; round < rounds; round += 1) {
    alone.push(...(await normalTimes()));
    const begun = performance.now();
    const { result, requests } = await besideHostileClients(normalTimes, 'rejected');
    beside.push(...result);
    seconds += (performance.now() - begun) / 1000;
    rejected += requests;
  }
  const loads = [];
  for (const name of costly) {
    const before = median(await normalTimes());
    let unready = 0;
    const probe = setInterval(async () => {
      const { statusCode, body } = await request(`${server.url}/ready`, { dispatcher });
      await body.dump();
      if (statusCode !== 200) unready += 1;
    }, 200);
    const { result: times, requests } = await besideHostileClients(normalTimes, name).finally(() =>
      clearInterval(probe),
    );
    loads.push(
      `| ${name} | ${requests} | ${median(times).toFixed(1)} ms | ${(median(times) / before).toFixed(1)} | ${unready} | ${Math.round(peakMemory(server.pid))} MB |`,
    );
  }
  const row = (what, times, ratio) =>
    `| ${what} | ${[0.5, 0.95, 1].map((part) => `${quantile(times, part).toFixed(1)} ms`).join(' | ')} | ${ratio} |`;
  const table = [
    '| a normal client | median | 95 % | longest | median to that alone |',
    '| --- | --- | --- | --- | --- |',
    row('alone', alone, '1'),
    row(`beside ${hostileClients} hostile clients`, beside, (median(beside) / median(alone)).toFixed(1)),
  ].join('\n');
  const worst = each[0];
  const text = `${table}\n\nThe hostile ones were rejected ${Math.round(rejected / seconds)} times per second. The costliest request, "${worst.name}", takes ${worst.cpu.toFixed(0)} ms of CPU until it is rejected.

${[
  `| beside ${hostileClients} clients with accepted requests | requests | median | to that alone | /ready not 200 | peak memory |`,
  '| --- | --- | --- | --- | --- | --- |',
  ...loads,
].join('\n')}`;
  process.stdout.write(`\n${text}\n`);
  if (!quick) {
    const readme = path.join(root, 'test/bench/README.md');
    const marked = /(<!-- hostile -->)[\s\S]*(<!-- end of hostile -->)/;
    writeFileSync(readme, readFileSync(readme, 'utf8').replace(marked, `$1\n\n${text}\n\n$2`));
  }
} finally {
  await dispatcher.close();
  await server.stop();
}
