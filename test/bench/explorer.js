// Benchmarks the explorer in Chromium (software rendering) with 1,000 trends of 1,000 runs each, in a database of its own: time until plots are
// drawn, frame times while scrolling, bytes and memory. Writes the table in test/bench/README.md, with date and machine.
//   npm run build && node test/bench/explorer.js [--print] [--quick]
// --print does not change the README; --quick tests the benchmark with a tenth of the data, and only prints.
import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { openChromium } from './browser.js';
import { median, startServer } from './cost.js';
import { dataset, fillHistory } from './history.js';
import { embeddedDatabase, temporaryFolder } from './machine.js';
import { writeTable } from './table.js';

const quick = process.argv.includes('--quick');
const [trends, runs, visits, turns] = quick ? [100, 100, 1, 4] : [1000, 1000, 5, 40];
/** In milliseconds; generous for a busy machine. */
const timeout = 300_000;
const subsystem = 'HCAL';

const { env, database, stop } = await embeddedDatabase();
await fillHistory(database, { runs, subsystem, trends, errors: true });
const server = await startServer({ ...env, EOS_ROOT: temporaryFolder() });
const address = `${server.url}/trends?subsystem=${subsystem}&pd=${dataset.primaryDataset}&ps=${dataset.processing}&latest=${runs}`;
try {
  const opened = [];
  for (let visit = 0; visit < visits; visit += 1) opened.push(await withPage((page) => open(page)));
  const bare = await withPage((page) => open(page, `${server.url}/trends`));
  const scrolled = await withPage(scroll);
  report(opened, bare, scrolled);
} finally {
  await server.stop();
  await stop();
}

/** Calls a function with a page of a fresh browser. */
async function withPage(work) {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(recordPlots);
    return await work(page, browser);
  } finally {
    await browser.close();
  }
}

/** Runs in the page: records when the first plot and all plots in the viewport are drawn, and frame times. */
function recordPlots() {
  const record = { first: undefined, all: undefined, frames: [], isRecording: false };
  globalThis.benchRecord = record;
  const isDrawn = (card) => card.querySelector('canvas')?.style.display === 'block'; // set by chart.js
  const isInViewport = (card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  let last;
  const onFrame = (now) => {
    if (record.isRecording && last !== undefined) record.frames.push(now - last);
    last = now;
    if (record.all === undefined) {
      const cards = [...document.querySelectorAll('[data-plot]')].filter(isInViewport);
      if (cards.some(isDrawn)) record.first ??= performance.now();
      if (cards.length > 0 && cards.every(isDrawn)) record.all = performance.now();
    }
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}

/** Records the requests of a page: bytes over the wire, and those to the API with the depth of their dependencies. */
async function recordRequests(page) {
  const counted = { apiBytes: 0, otherBytes: 0, api: [], answered: 0 };
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const ofApi = new Set();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.endsWith('/graphql')) ofApi.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    counted[ofApi.has(requestId) ? 'apiBytes' : 'otherBytes'] += encodedDataLength;
  });
  page.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return;
    const { operationName: name, variables } = request.postDataJSON();
    const entry = { name, trends: variables.names ?? [], depth: counted.answered + 1, end: undefined };
    counted.api.push(entry);
    request.response().then(async (response) => {
      counted.answered = Math.max(counted.answered, entry.depth);
      await response?.finished();
      const { startTime, responseEnd } = request.timing();
      entry.end = startTime + responseEnd;
    }, ignore);
  });
  return { counted, session };
}

function ignore() {}

/** Opens the trends page: milliseconds until plots are drawn, and the requests. */
async function open(page, url = address) {
  const { counted } = await recordRequests(page);
  await page.goto(url, { timeout });
  await page.waitForFunction(() => globalThis.benchRecord.all !== undefined, undefined, { timeout });
  await page.waitForLoadState('networkidle');
  const { first, all, origin } = await page.evaluate(() => ({
    ...globalThis.benchRecord,
    origin: performance.timeOrigin,
  }));
  const firstResponse = Math.min(...counted.api.flatMap(({ name, end }) => (name === 'TrendColumns' ? [end] : [])));
  return { first, all, afterResponse: origin + first - firstResponse, ...counted };
}

/** Scrolls by the wheel repeatedly, each time until the plots in the viewport are drawn; returns frame times, requests and memory. */
async function scroll(page, browser) {
  const { counted, session } = await recordRequests(page);
  await page.goto(address, { timeout });
  await page.waitForFunction(() => globalThis.benchRecord.all !== undefined, undefined, { timeout });
  await page.mouse.move(700, 600);
  await page.evaluate(() => (globalThis.benchRecord.isRecording = true));
  for (let turn = 0; turn < turns; turn += 1) {
    for (let notch = 0; notch < 4; notch += 1) await page.mouse.wheel(0, 120);
    await page.evaluate(() => (globalThis.benchRecord.all = undefined));
    await page.waitForFunction(() => globalThis.benchRecord.all !== undefined, undefined, { timeout });
  }
  await page.evaluate(() => (globalThis.benchRecord.isRecording = false));
  const frames = await page.evaluate(() => globalThis.benchRecord.frames);
  await session.send('HeapProfiler.collectGarbage');
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
  const processes = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const pids = processes.processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []));
  const requested = counted.api.flatMap((each) => each.trends);
  return {
    frames: frames.toSorted((a, b) => a - b),
    heap,
    resident: Math.max(...pids.map(residentMemory)),
    requested: requested.length,
    repeated: requested.length - new Set(requested).size,
    apiBytes: counted.apiBytes,
  };
}

/** Resident memory of a process in bytes. */
function residentMemory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

function report(opened, bare, { frames, heap, resident, requested, repeated, apiBytes }) {
  const seconds = (of) => `${(median(opened.map(of)) / 1000).toFixed(2)} s`;
  const share = (part) => frames[Math.min(frames.length - 1, Math.floor(part * frames.length))];
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const [visit] = opened;
  const depth = ({ api }) => Math.max(...api.map((each) => each.depth));
  writeTable('explorer', [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, software rendering, 1440 x 900, a fresh browser for each of ${visits} visits (medians).`,
    '',
    '| what | goal | result |',
    '| --- | --- | --- |',
    `| first plot, since navigation | | ${seconds(({ first }) => first)} |`,
    `| first plot, since the first response with points | 1 s | ${seconds(({ afterResponse }) => afterResponse)} |`,
    `| all plots in the viewport, since navigation | | ${seconds(({ all }) => all)} |`,
    `| API requests, and depth of their dependencies | at most 2 deep | ${visit.api.length}, ${depth(visit)} deep |`,
    `| the same without a dataset in the URL | at most 2 deep | ${bare.api.length}, ${depth(bare)} deep |`,
    `| bytes over the wire: the page itself, the API | | ${megabytes(visit.otherBytes)}, ${megabytes(visit.apiBytes)} |`,
    `| frames while scrolling (${frames.length} frames, ${turns} turns of the wheel): median, 95 %, max | 95 %: 33 ms | ${share(0.5).toFixed(0)} ms, ${share(0.95).toFixed(0)} ms, ${share(1).toFixed(0)} ms |`,
    `| trends requested while scrolling; of them repeatedly | none repeatedly | ${requested}; ${repeated} |`,
    `| API bytes while scrolling | | ${megabytes(apiBytes)} |`,
    `| memory afterwards: JavaScript heap, renderer process | | ${megabytes(heap)}, ${megabytes(resident)} |`,
  ]);
}
