// How many users one server carries:   npm run load [-- URL]
// Records what the pages ask in a real browser, and lets 1, 8 and 64 clients ask just that, each as fast as it is answered. Without a URL on a
// server of its own with the sample. Ends with 1 where any answer is an error.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Chromium from '@sparticuz/chromium';
import autocannon from 'autocannon';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seconds = 10;
const dataset = 'subsystem=Tracker&pd=ZeroBias&ps=PromptReco';
const pages = [
  '/',
  `/trends?${dataset}`,
  `/trends?${dataset}&latest=20&search=NumberOfTrack`,
  `/trends?${dataset}&point=NumberOfTrack_mean,370298`,
  '/runs',
  '/configs',
  '/metrics',
  '/scans',
];

const own = process.argv[2] === undefined ? await startServer() : undefined;
const url = process.argv[2] ?? own.url;
let failed = false;
try {
  const asked = await record();
  const names = new Map();
  for (const { operationName } of asked) names.set(operationName, (names.get(operationName) ?? 0) + 1);
  console.log(
    `${asked.length} requests of ${pages.length} pages, again and again, ${seconds} s for each row; Node ${process.version}, ${cpus().length} cores`,
  );
  console.log([...names].map(([name, count]) => `${name} ${count}`).join(', '));
  console.log('\n| clients | requests/s | MB/s | median ms | 97.5 % ms | 99 % ms | longest ms | errors |');
  console.log('| ------: | ---------: | ---: | --------: | --------: | ------: | ---------: | -----: |');
  for (const clients of [1, 8, 64]) {
    const { result, wrong } = await ask(asked, clients);
    const { latency, requests, throughput } = result;
    const errors = result.errors + result.timeouts + result.non2xx + wrong.length;
    failed ||= errors > 0;
    const cells = [clients, Math.round(requests.average), (throughput.average / 1e6).toFixed(1)];
    cells.push(latency.p50, latency.p97_5, latency.p99, latency.max, errors);
    console.log(`| ${cells.join(' | ')} |`);
    for (const text of wrong.slice(0, 3)) console.log(`  ${text}`);
  }
} finally {
  await own?.stop();
}
process.exit(failed ? 1 : 0);

/** Every request to GraphQL that the pages make, in their order. */
async function record() {
  const folder = path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = folder;
  const args = Chromium.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  const browser = await chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
  const asked = [];
  for (const address of pages) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('request', (request) => {
      const body = request.method() === 'POST' && request.url().endsWith('/graphql') ? request.postData() : null;
      if (body !== null) asked.push({ body, operationName: JSON.parse(body).operationName });
    });
    await page.goto(url + address, { waitUntil: 'networkidle' });
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
