// How many users one server carries:   npm run load [-- [URL] [--print]]
// Records the requests of the pages in a real browser, and replays them with 1, 8 and 64 clients, each without a pause: alone, and beside scripts
// that export without a pause. Without a URL it starts its own server with the sample and writes the table of test/bench/README.md (--print: only
// prints it). Exits with 1 if a response is an error.
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
/** Pages, and a selector of what is visible once a page is complete. */
const pages = [
  ['/', '[data-incident]'],
  [`/trends?${dataset}`, '.plot-area'],
  [`/trends?${dataset}&latest=20&search=NumberOfTrack`, '.plot-area'],
  [`/trends?${dataset}&point=NumberOfTrack_mean,370298`, '[role=dialog] [data-state=drawn]'],
  ['/runs', '.table-row[aria-rowindex="2"]'],
  ['/runs/370298', 'main table'],
  ['/configs', '.table-row[aria-rowindex="2"]'],
  ['/metrics', 'article'],
  ['/scans', 'tbody tr'],
];
const point = `${dataset}&name=NumberOfTrack_mean&run=370298`;
/** What a script exports in turn, and whether a response is complete. */
const exportRequests = [
  [`/export/points.csv?${dataset}&latest=all&with=start,fill`, (bytes) => bytes.at(-1) === 0x0a],
  [`/export/histogram.json?${point}`, (bytes) => JSON.parse(bytes.toString()).contents.length > 0],
  [`/export/points.parquet?${dataset}&latest=all`, (bytes) => bytes.subarray(-4).toString() === 'PAR1'],
  [`/export/runs.csv?latest=all`, (bytes) => bytes.at(-1) === 0x0a],
];
const exportingScripts = 2;

const urlArgument = process.argv.slice(2).find((word) => !word.startsWith('--'));
const own = urlArgument === undefined ? await startServer() : undefined;
const url = urlArgument ?? own.url;
const problems = [];
try {
  const requests = await record();
  const names = new Map();
  for (const { operationName } of requests) names.set(operationName, (names.get(operationName) ?? 0) + 1);
  const lines = [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, Node ${process.versions.node}. ${requests.length} requests of ${pages.length} pages, repeated for ${seconds} s per row:`,
    `${[...names].map(([name, count]) => `${name} ${count}`).join(', ')}.`,
    '',
    '| clients | exporting scripts | requests/s | MB/s | median ms | 97.5 % ms | 99 % ms | longest ms | exports/s | median ms | longest ms | errors |',
    `|${' ---: |'.repeat(12)}`,
  ];
  for (const [clients, scripts] of [1, 8, 64].flatMap((count) => [0, exportingScripts].map((also) => [count, also]))) {
    const end = new AbortController();
    const exporting = Promise.all(Array.from({ length: scripts }, (_, script) => exportUntil(end.signal, script)));
    const { result, failed } = await replay(requests, clients);
    end.abort();
    const exported = (await exporting).flat();
    failed.push(...exported.flatMap(({ failure }) => failure ?? []));
    const times = exported.map(({ ms }) => Math.round(ms)).sort((one, other) => one - other);
    const { latency, throughput } = result;
    const errors = result.errors + result.timeouts + failed.length;
    if (errors > 0) problems.push(`${clients} clients, ${scripts} scripts: ${errors} errors`, ...failed.slice(0, 3));
    const cells = [clients, scripts, Math.round(result.requests.average), (throughput.average / 1e6).toFixed(1)];
    cells.push(latency.p50, latency.p97_5, latency.p99, latency.max);
    cells.push((times.length / seconds).toFixed(1), times[times.length >> 1] ?? '', times.at(-1) ?? '', errors);
    lines.push(`| ${cells.join(' | ')} |`);
  }
  if (urlArgument === undefined && problems.length === 0) writeTable('load', lines);
  else process.stdout.write(`${[...lines, '', ...problems].join('\n')}\n`);
} finally {
  await own?.stop();
}
process.exit(problems.length > 0 ? 1 : 0);

/** The GraphQL requests of the pages, in order. */
async function record() {
  const browser = await openChromium();
  const requests = [];
  for (const [address, shown] of pages) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('request', (request) => {
      const body = request.method() === 'POST' && request.url().endsWith('/graphql') ? request.postData() : null;
      if (body !== null) requests.push({ body, operationName: JSON.parse(body).operationName });
    });
    await page.goto(url + address);
    await page.locator(shown).first().waitFor({ timeout: 300_000 });
    await page.waitForLoadState('networkidle');
    await page.close();
  }
  await browser.close();
  if (requests.some(({ body }) => /"query":"\s*mutation/.test(body)))
    throw new Error('opening a page sends a mutation');
  return requests;
}

/** Sends the requests repeatedly; returns autocannon's result and the failed responses. */
async function replay(requests, clients) {
  const failed = [];
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    timeout: 30,
    requests: requests.map(({ body, operationName }) => ({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json,application/json;q=0.9',
      },
      body,
      onResponse: (status, text) => {
        // GraphQL errors come before the data or after it.
        if (status !== 200 || text.startsWith('{"errors"') || text.includes(',"errors":[{"message"'))
          failed.push(`${operationName}: ${status} ${text.slice(0, 200)}`);
      },
    })),
  });
  return { result, failed };
}

/** Exports again and again, from another address each time, since exports of one are limited: the time of each, and why it failed. */
async function exportUntil(ended, script) {
  const done = [];
  for (let count = script; !ended.aborted; count += 1) {
    const [address, isComplete] = exportRequests[count % exportRequests.length];
    const from = `10.${script}.${(count >> 8) % 256}.${count % 256}`;
    const begun = performance.now();
    const response = await fetch(url + address, { headers: { 'x-forwarded-for': from } });
    const bytes = Buffer.from(await response.arrayBuffer());
    const failure =
      response.status !== 200
        ? `${address}: ${response.status} ${bytes.toString().slice(0, 200)}`
        : isComplete(bytes)
          ? undefined
          : `${address}: not complete, ${bytes.length} bytes`;
    done.push({ ms: performance.now() - begun, failure });
  }
  return done;
}

/** A server that has scanned the sample. */
async function startServer() {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-load-'));
  const { PATH, HOME } = process.env;
  const server = spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), 'serve'], {
    cwd: root,
    env: { PATH, HOME, HDQM_DATA: folder, PORT: '0', TRUSTED_PROXIES: 'loopback' },
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
    server.once('exit', (status) => reject(new Error(`the server exited with ${status}:\n${printed}`)));
  });
  server.removeAllListeners('exit');
  return {
    url: address,
    stop: async () => {
      const exit = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
