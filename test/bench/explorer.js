// The trend explorer in Chromium (software rendering) with 1,000 trends of 1,000 runs each, made in a database of its own: how long until plots
// are there, how smoothly they scroll, what they weigh. Writes the table of test/bench/README.md, with date and machine.
//   npm run build && node test/bench/explorer.js [--print] [--quick]
// --print leaves the README as it is; --quick makes a tenth of all, to see whether it runs, and only prints.
import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { openChromium } from './browser.js';
import { median, startServer } from './cost.js';
import { dataset, fillHistory } from './history.js';
import { embeddedDatabase, temporaryFolder } from './machine.js';
import { writeTable } from './table.js';

const quick = process.argv.includes('--quick');
const [trends, runs, visits, turns] = quick ? [100, 100, 1, 4] : [1000, 1000, 5, 40];
/** Milliseconds to wait for plots: on a busy machine they take long. */
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

/** Does something with a page of a browser that was never here. */
async function withPage(work) {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchPlots);
    return await work(page, browser);
  } finally {
    await browser.close();
  }
}

/** In the page: writes down when the first plot was drawn, when all in the window were, and how long frames take. */
function watchPlots() {
  const seen = { first: undefined, all: undefined, frames: [], watching: false };
  globalThis.benchSeen = seen;
  const isDrawn = (card) => card.querySelector('canvas')?.style.display === 'block'; // chart.js does that
  const inWindow = (card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  let before;
  const look = (now) => {
    if (seen.watching && before !== undefined) seen.frames.push(now - before);
    before = now;
    if (seen.all === undefined) {
      const cards = [...document.querySelectorAll('[data-plot]')].filter(inWindow);
      if (cards.some(isDrawn)) seen.first ??= performance.now();
      if (cards.length > 0 && cards.every(isDrawn)) seen.all = performance.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** What a page asks from now on: bytes as they come, its requests to the API, and how deep they hang on one another. */
async function watchRequests(page) {
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
    const asked = { name, trends: variables.names ?? [], depth: counted.answered + 1, end: undefined };
    counted.api.push(asked);
    request.response().then(async (answer) => {
      counted.answered = Math.max(counted.answered, asked.depth);
      await answer?.finished();
      const { startTime, responseEnd } = request.timing();
      asked.end = startTime + responseEnd;
    }, ignore);
  });
  return { counted, session };
}

function ignore() {}

/** Opens the trends: seconds until plots are there, and what was asked for. */
async function open(page, url = address) {
  const { counted } = await watchRequests(page);
  await page.goto(url, { timeout });
  await page.waitForFunction(() => globalThis.benchSeen.all !== undefined, undefined, { timeout });
  await page.waitForLoadState('networkidle');
  const { first, all, origin } = await page.evaluate(() => ({
    ...globalThis.benchSeen,
    origin: performance.timeOrigin,
  }));
  const answer = Math.min(...counted.api.flatMap(({ name, end }) => (name === 'TrendColumns' ? [end] : [])));
  return { first, all, afterAnswer: origin + first - answer, ...counted };
}

/** Turns the wheel again and again, waits each time until what is in the window is drawn, and gives the frames meanwhile. */
async function scroll(page, browser) {
  const { counted, session } = await watchRequests(page);
  await page.goto(address, { timeout });
  await page.waitForFunction(() => globalThis.benchSeen.all !== undefined, undefined, { timeout });
  await page.mouse.move(700, 600);
  await page.evaluate(() => (globalThis.benchSeen.watching = true));
  for (let turn = 0; turn < turns; turn += 1) {
    for (let notch = 0; notch < 4; notch += 1) await page.mouse.wheel(0, 120);
    await page.evaluate(() => (globalThis.benchSeen.all = undefined));
    await page.waitForFunction(() => globalThis.benchSeen.all !== undefined, undefined, { timeout });
  }
  await page.evaluate(() => (globalThis.benchSeen.watching = false));
  const frames = await page.evaluate(() => globalThis.benchSeen.frames);
  await session.send('HeapProfiler.collectGarbage');
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
  const processes = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const pids = processes.processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []));
  const asked = counted.api.flatMap((each) => each.trends);
  return {
    frames: frames.toSorted((a, b) => a - b),
    heap,
    resident: Math.max(...pids.map(residentMemory)),
    asked: asked.length,
    twice: asked.length - new Set(asked).size,
    apiBytes: counted.apiBytes,
  };
}

/** Bytes of memory that a process has now. */
function residentMemory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

function report(opened, bare, { frames, heap, resident, asked, twice, apiBytes }) {
  const seconds = (of) => `${(median(opened.map(of)) / 1000).toFixed(2)} s`;
  const share = (part) => frames[Math.min(frames.length - 1, Math.floor(part * frames.length))];
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const [visit] = opened;
  const depth = ({ api }) => Math.max(...api.map((each) => each.depth));
  writeTable('explorer', [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, software rendering, 1440 x 900, a fresh browser for each of ${visits} visits (medians).`,
    '',
    '| what | goal | found |',
    '| --- | --- | --- |',
    `| first plot, from the start of the visit | | ${seconds(({ first }) => first)} |`,
    `| first plot, from the first answer with points | 1 s | ${seconds(({ afterAnswer }) => afterAnswer)} |`,
    `| all plots in the window, from the start of the visit | | ${seconds(({ all }) => all)} |`,
    `| requests to the API, and how deep they hang on one another | at most 2 deep | ${visit.api.length}, ${depth(visit)} deep |`,
    `| the same without a choice in the address | at most 2 deep | ${bare.api.length}, ${depth(bare)} deep |`,
    `| bytes over the wire: the page itself, the API | | ${megabytes(visit.otherBytes)}, ${megabytes(visit.apiBytes)} |`,
    `| frames while scrolling (${frames.length} frames, ${turns} turns of the wheel): median, 95 %, longest | 95 %: 50 ms | ${share(0.5).toFixed(0)} ms, ${share(0.95).toFixed(0)} ms, ${share(1).toFixed(0)} ms |`,
    `| trends asked for meanwhile; of them more than once | none twice | ${asked}; ${twice} |`,
    `| bytes of the API meanwhile | | ${megabytes(apiBytes)} |`,
    `| memory after that: JavaScript's heap, the page's whole process | | ${megabytes(heap)}, ${megabytes(resident)} |`,
  ]);
}
