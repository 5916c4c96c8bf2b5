// How many users one server carries:   npm run load [-- [URL] [--print]]
// Records what the pages ask in a real browser, and lets 1, 8 and 64 clients ask just that, each as fast as it is answered. Without a URL on a
// server of its own with the sample, and then writes the table of test/bench/README.md, if not told to --print it only. Ends with 1 where any
// answer is an error.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { openChromium } from '../bench/browser.js';
import { writeTable } from '../bench/table.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seconds = 10;
const dataset = 'subsystem=Tracker&pd=ZeroBias&ps=PromptReco';
/** Pages, and what is there once a page has asked for all that it shows. */
const pages = [
  ['/', '.night-list'],
  [`/trends?${dataset}`, '.plot-area'],
  [`/trends?${dataset}&latest=20&search=NumberOfTrack`, '.plot-area'],
  [`/trends?${dataset}&point=NumberOfTrack_mean,370298`, '[role=dialog] .input-histogram'],
  ['/runs', '.row[aria-rowindex="2"]'],
  ['/configs', '.row[aria-rowindex="2"]'],
  ['/metrics', 'article'],
  ['/scans', 'tbody tr'],
];

const given = process.argv.slice(2).find((word) => !word.startsWith('--'));
const own = given === undefined ? await startServer() : undefined;
const url = given ?? own.url;
const wrongs = [];
try {
  const asked = await record();
  const names = new Map();
  for (const { operationName } of asked) names.set(operationName, (names.get(operationName) ?? 0) + 1);
  const lines = [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, Node ${process.versions.node}. ${asked.length} requests of ${pages.length} pages, again and again, ${seconds} s for each row:`,
    `${[...names].map(([name, count]) => `${name} ${count}`).join(', ')}.`,
    '',
    '| clients | requests/s | MB/s | median ms | 97.5 % ms | 99 % ms | longest ms | errors |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const clients of [1, 8, 64]) {
    const { result, wrong } = await ask(asked, clients);
    const { latency, requests, throughput } = result;
    const errors = result.errors + result.timeouts + wrong.length;
    if (errors > 0) wrongs.push(`${clients} clients: ${errors} errors`, ...wrong.slice(0, 3));
    const cells = [clients, Math.round(requests.average), (throughput.average / 1e6).toFixed(1)];
    cells.push(latency.p50, latency.p97_5, latency.p99, latency.max, errors);
    lines.push(`| ${cells.join(' | ')} |`);
  }
  if (given === undefined && wrongs.length === 0) writeTable('load', lines);
  else process.stdout.write(`${[...lines, '', ...wrongs].join('\n')}\n`);
} finally {
  await own?.stop();
}
process.exit(wrongs.length > 0 ? 1 : 0);

/** Every request to GraphQL that the pages make, in their order. */
async function record() {
  const browser = await openChromium();
  const asked = [];
  for (const [address, shown] of pages) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('request', (request) => {
      const body = request.method() === 'POST' && request.url().endsWith('/graphql') ? request.postData() : null;
      if (body !== null) asked.push({ body, operationName: JSON.parse(body).operationName });
    });
    await page.goto(url + address);
    await page.locator(shown).first().waitFor({ timeout: 300_000 });
    await page.waitForLoadState('networkidle');
    await page.close();
  }
  await browser.close();
  if (asked.some(({ body }) => /"query":"\s*mutation/.test(body)))
    throw new Error('a page changes something by being opened');
  return asked;
}

async function ask(asked, clients) {
  const wrong = [];
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    timeout: 30,
    requests: asked.map(({ body, operationName }) => ({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json,application/json;q=0.9',
      },
      body,
      onResponse: (status, text) => {
        // An answer of GraphQL with an error begins with it or has it behind the data.
        if (status !== 200 || text.startsWith('{"errors"') || text.includes(',"errors":[{"message"'))
          wrong.push(`${operationName}: ${status} ${text.slice(0, 200)}`);
      },
    })),
  });
  return { result, wrong };
}

/** A server with the sample, which has scanned it. */
async function startServer() {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-load-'));
  const { PATH, HOME } = process.env;
  const server = spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), 'serve'], {
    cwd: root,
    env: { PATH, HOME, HDQM_DATA: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let address;
  await new Promise((resolve, reject) => {
    const look = (text) => {
      printed += text;
      address ??= /^HDQM \S+ (http:\S+)/m.exec(printed)?.[1];
      if (address !== undefined && printed.includes('"msg":"scan finished"')) resolve();
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.once('exit', (status) => reject(new Error(`the server ended with ${status}:\n${printed}`)));
  });
  server.removeAllListeners('exit');
  return {
    url: address,
    stop: async () => {
      const over = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await over;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
