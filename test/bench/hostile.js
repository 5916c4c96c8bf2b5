// What hostile clients cost a normal one: its answer times alone and beside four of them, who send what test/integration/hostile.ts holds,
// again and again. Writes its table into test/bench/README.md; with --quick it is only printed. About a minute:
//   npm run build && node test/bench/hostile.js [--quick]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createJiti } from 'jiti';
import { Agent, request } from 'undici';
import { cpuOf, hdqm, median, root, startServer } from './cost.js';
import { temporaryFolder } from './machine.js';

const { hostile } = await createJiti(import.meta.url).import('../integration/hostile.ts');
const quick = process.argv.includes('--quick');
const answers = quick ? 30 : 300;
const rounds = quick ? 1 : 3;
const hostileClients = 4;

const env = { HDQM_DATA: temporaryFolder() };
await hdqm(['scan'], env);
const server = await startServer(env);
const dispatcher = new Agent();
const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)];

async function ask(body) {
  const begun = performance.now();
  const response = await request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    dispatcher,
  });
  const text = await response.body.text();
  return { status: response.statusCode, text, ms: performance.now() - begun };
}

/** What the page of trends asks, each time with a search of its own: no answer that is kept. */
let asked = 0;
async function normal() {
  const query = `query ($search: String) { status { version } trends(subsystem: "Tracker", primaryDataset: "ZeroBias",
    processing: "PromptReco", search: $search) { id columns { runs values } } }`;
  const search = `NumberOfTrack${' '.repeat((asked += 1))}`;
  const { status, text, ms } = await ask(JSON.stringify({ query, variables: { search } }));
  if (status !== 200 || text.includes('"errors"'))
    throw new Error(`a normal client was told ${status} ${text.slice(0, 300)}`);
  return ms;
}

async function normalTimes() {
  const times = [];
  while (times.length < answers) times.push(await normal());
  return times;
}

/** Clients that send one after the other without a pause. */
function hostileCrowd() {
  const over = new AbortController();
  let refusals = 0;
  const one = async (start) => {
    for (let index = start; !over.signal.aborted; index += 1) {
      await ask(hostile[index % hostile.length].body);
      refusals += 1;
    }
  };
  const running = Promise.all(Array.from({ length: hostileClients }, (_, client) => one(client * 5)));
  return {
    stop: async () => {
      over.abort();
      await running;
      return refusals;
    },
  };
}

try {
  await normalTimes(); // until all is compiled
  const each = [];
  for (const { name, body } of hostile) {
    const repeats = quick ? 3 : 15;
    const before = cpuOf(server.pid);
    for (let index = 0; index < repeats; index += 1) await ask(body);
    each.push({ name, cpu: ((cpuOf(server.pid) - before) * 1000) / repeats });
  }
  each.sort((a, b) => b.cpu - a.cpu);
  for (const { name, cpu } of each) process.stdout.write(`${name.padEnd(45)} ${cpu.toFixed(1)} ms of CPU\n`);

  const [alone, beside] = [[], []];
  let refused = 0;
  let seconds = 0;
  for (let round = 0; round < rounds; round += 1) {
    alone.push(...(await normalTimes()));
    const crowd = hostileCrowd();
    const begun = performance.now();
    beside.push(...(await normalTimes()));
    seconds += (performance.now() - begun) / 1000;
    refused += await crowd.stop();
  }
  const row = (what, times, ratio) =>
    `| ${what} | ${[0.5, 0.95, 1].map((part) => `${quantile(times, part).toFixed(1)} ms`).join(' | ')} | ${ratio} |`;
  const table = [
    '| a normal client | median | 95 % | longest | median to that alone |',
    '| --- | --- | --- | --- | --- |',
    row('alone', alone, '1'),
    row(`beside ${hostileClients} hostile clients`, beside, (median(beside) / median(alone)).toFixed(1)),
  ].join('\n');
  const costliest = each[0];
  const text = `${table}\n\nThe hostile ones were refused ${Math.round(refused / seconds)} times a second. The costliest request, "${costliest.name}", takes ${costliest.cpu.toFixed(0)} ms of CPU until it is refused.`;
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
