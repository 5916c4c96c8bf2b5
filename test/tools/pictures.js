// Takes pictures of the explorer with the sample, on a server of its own:
//   npm run pictures                      the two pictures of the README, into docs/
//   npm run pictures -- --all FOLDER      every page and its main states at three widths, light and dark, into a folder
// Options: --checkout DIR serves another built checkout of HDQM, --only TEXT takes the states whose name contains the text.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    all: { type: 'string' },
    checkout: { type: 'string', default: root },
    only: { type: 'string', default: '' },
  },
});

const layer = (number) => `clustCharge_ONTk_BPix_Layer${number}_mpv`;
const plotPage = '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';
const trackPt = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/TrackPt_ImpactPoint_GenTk';
const tracker = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco';

/**
 * The states: the address of each, what brings the page there (roles, texts and elements rather than classes, so that one list fits several
 * versions), the height of the window where it is not the default, and for those of the README the file in docs/.
 */
const states = [
  {
    name: 'trends',
    readme: 'explorer.png',
    address: '/trends?subsystem=PixelPhase1&pd=ZeroBias&ps=PromptReco',
    reach: async (page) => {
      await canvas(page, 8);
      await page
        .locator('[data-plot]:has(canvas)')
        .nth(1)
        .locator('[aria-label*=" runs, "]')
        .hover({ position: { x: 190, y: 90 } });
    },
  },
  {
    name: 'plot-correlation-point',
    readme: 'plot.png',
    address: `/trends/PixelPhase1/${layer(1)}?${new URLSearchParams({
      pd: 'ZeroBias',
      ps: 'PromptReco',
      also: `PixelPhase1,${layer(2)},ZeroBias,PromptReco`,
      point: `${layer(1)},367232`,
      hist: 'near',
    })}`,
    reach: histogram,
  },
  { name: 'browse', address: '/browse?pd=ZeroBias&ps=PromptReco' },
  {
    name: 'browse-element',
    address: `/browse?pd=ZeroBias&ps=PromptReco&me=${trackPt}`,
    reach: drawn,
  },
  { name: 'browse-search', address: `/browse?pd=ZeroBias&ps=PromptReco&search=track+pt&me=${trackPt}` },
  {
    name: 'browse-over-runs',
    address: `/browse?pd=ZeroBias&ps=PromptReco&me=${trackPt}&over=1&metric=basic.Mean%28%29`,
    reach: async (page) => {
      await page.getByText(/^\d+ runs\.$/).waitFor();
    },
  },
  {
    name: 'plot-over-runs',
    address: '/trends/Tracker/TrackPt_mean?pd=ZeroBias&ps=PromptReco&runs=366400-366500&part=histograms',
    height: 1500,
  },
  { name: 'start', address: '/' },
  { name: 'start-nothing', address: '/?state=acknowledged' },
  {
    name: 'start-incident',
    address: '/?incident=369869',
    reach: async (page) => page.locator('[role="img"]').first().waitFor(),
  },
  {
    name: 'anomalies',
    address: '/anomalies',
    reach: async (page) => page.locator('[role="img"]').first().waitFor(),
  },
  { name: 'notes', address: '/notes' },
  { name: 'anomalies-nothing', address: '/anomalies?limit=1000' },
  { name: 'trends-default', address: '/trends', reach: async (page) => canvas(page, 0) },
  { name: 'trends-several', address: '/trends?subsystem=CSC&pd=ZeroBias&ps=PromptReco&also=Muon0,PromptReco&row=2' },
  { name: 'trends-nothing', address: '/trends?subsystem=Tracker&search=nonsense' },
  { name: 'trends-point', address: `${tracker}&point=NumberOfTrack_mean,370298&hist=near`, reach: histogram },
  {
    name: 'trends-runs',
    address: tracker,
    reach: async (page) => page.getByRole('button', { name: /^Runs: / }).click(),
  },
  { name: 'trends-selected', address: `${tracker}&latest=20&class=Collisions23&duration=10&significant=0` },
  {
    name: 'trends-all-overlays',
    address: `${tracker}&x=duration&zero=1&regression=1&bulk=0&row=1`,
    reach: async (page) => canvas(page, 0),
  },
  {
    name: 'trends-log-time',
    address: `${tracker}&x=time&log=1&errors=0&fills=0`,
    reach: async (page) => canvas(page, 0),
  },
  { name: 'plot', address: plotPage, reach: async (page) => canvas(page, 1) },
  {
    name: 'plot-oms',
    address: `${plotPage}&also=Tracker,NumberOfTrack_mean,Muon0,PromptReco&oms=recorded&zoom=367000-370300`,
    reach: async (page) => canvas(page, 1),
  },
  { name: 'plot-points', address: `${plotPage}&part=points` },
  { name: 'plot-distribution', address: `${plotPage}&part=distribution`, reach: async (page) => canvas(page, 1) },
  { name: 'plot-config', address: `${plotPage}&part=config` },
  { name: 'plot-map', address: '/trends?subsystem=CSC&point=NSegments_Avg,370298' },
  { name: 'plot-unknown', address: '/trends/Tracker/Nonsense?pd=ZeroBias&ps=PromptReco' },
  { name: 'runs', address: '/runs' },
  { name: 'run', address: '/runs/367232', reach: async (page) => page.locator('[role="img"]').first().waitFor() },
  { name: 'suggested-runs', address: '/runs/suggested?pd=ZeroBias&ps=PromptReco' },
  {
    name: 'compare',
    address: '/compare?subsystem=Tracker&a=ZeroBias,PromptReco,Run2023C&b=ZeroBias,PromptReco,Run2023D&latest=all',
  },
  {
    name: 'compare-runs',
    address: '/trends/Tracker/TrackPt_mean?pd=ZeroBias&ps=PromptReco&part=compare&a=370293&b=370298',
    reach: drawn,
  },
  { name: 'tokens', address: '/tokens' },
  { name: 'runs-search', address: '/runs?search=Cosmics23&sort=recordedLumi' },
  { name: 'configs', address: '/configs' },
  { name: 'new-config-empty', address: '/configs/new' },
  {
    name: 'new-config',
    address: `/configs/new?${new URLSearchParams({
      pd: 'ZeroBias',
      ps: 'PromptReco',
      ini: `[plot:TrackPt_spread]\nmetric = basic.StdDev()\nrelativePath = ${trackPt}\nyTitle = Spread of p_{T} (GeV)\n`,
    })}`,
    reach: async (page) => {
      await page.getByText(/^\d+ runs\.$/).waitFor();
    },
  },
  { name: 'configs-problems', address: '/configs?problem=1' },
  {
    name: 'configs-panel',
    address: '/configs?search=TurnOn_HalfWidth_Electron_EB_threshold_36',
    reach: async (page) => {
      await page.getByRole('button', { name: 'TurnOn_HalfWidth_Electron_EB_threshold_36' }).click();
      await page.getByRole('dialog').getByText('TOO_FEW_ENTRIES').first().waitFor();
    },
  },
  { name: 'metrics', address: '/metrics' },
  { name: 'scans', address: '/scans', reach: async (page) => page.locator('tbody tr').first().waitFor() },
  { name: 'help', address: '/help', height: 5000 },
  {
    name: 'graphiql',
    address: '/graphiql',
    reach: async (page) => page.locator('.graphiql-query-editor .view-line').first().waitFor(),
  },
  { name: 'not-found', address: '/nowhere' },
];

const { openBrowser } = await createJiti(import.meta.url).import('../browser/browser.ts');
const data = mkdtempSync(path.join(tmpdir(), 'hdqm-pictures-'));
const site = await serveSample(path.resolve(options.checkout), data);
let missed = 0;
try {
  const browser = await openBrowser();
  try {
    for (const state of states.filter(({ name }) => name.includes(options.only))) {
      if (options.all !== undefined) await takeAll(browser, state, options.all);
      else if (state.readme) await takeOne(browser, state, path.join(root, 'docs', state.readme));
    }
  } finally {
    await browser.close();
  }
} finally {
  await site.stop();
  rmSync(data, { recursive: true, force: true });
}
if (missed > 0) console.log(`${missed} times a state was not reached or its picture is missing`);

/** A picture for the README: the window of a desktop, light. */
async function takeOne(browser, state, file) {
  const page = await open(browser, state, 900);
  await write(page, file);
  await page.close();
}

/** A state at each width, light and dark. It is loaded once. */
async function takeAll(browser, state, folder) {
  mkdirSync(folder, { recursive: true });
  const height = state.height ?? 1400;
  const page = await open(browser, state, height);
  for (const width of [1440, 1024, 400]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await write(page, path.join(folder, `${state.name}-${width}-${colorScheme}.png`));
    }
  }
  await page.close();
}

/** Opens a page in a window of a desktop's width and brings it into its state, as far as that can be reached. */
async function open(browser, { name, address, reach }, height) {
  const page = await browser.newPage({ viewport: { width: 1440, height }, colorScheme: 'light' });
  page.setDefaultTimeout(180_000);
  await page.goto(site.url + address);
  try {
    await reach?.(page);
  } catch (error) {
    missed += 1;
    console.log(`${name}: ${String(error).split('\n', 1)[0]}`);
  }
  await page.evaluate(() => document.activeElement?.blur());
  return page;
}

/** Waits until the page has loaded and drawn, and writes a picture of the window. */
async function write(page, file) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  try {
    await page.screenshot({ path: file, animations: 'disabled' });
  } catch (error) {
    missed += 1;
    console.log(`${file}: ${String(error).split('\n', 1)[0]}`);
  }
}

async function canvas(page, number) {
  await page.locator('canvas').nth(number).waitFor();
}

/** A point's panel with its histogram, and on a plot page the chart below. */
async function histogram(page) {
  await canvas(page, 0);
  await drawn(page);
}

/** A drawing of an ME. */
async function drawn(page) {
  await page.locator('[data-state="drawn"]').first().waitFor();
}

/** Scans the sample into a database in `folder` and serves it: its URL, and how to stop it. */
async function serveSample(checkout, folder) {
  const command = (name) => [path.join(checkout, 'bin/hdqm.js'), name];
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, HDQM_DATA: folder, SCAN_SCHEDULE: 'off', PORT: '0' };
  const scan = spawnSync(process.execPath, command('scan'), { cwd: checkout, env, encoding: 'utf8' });
  if (scan.status !== 0) throw new Error(`the sample could not be scanned: ${scan.stderr}`);
  const server = spawn(process.execPath, command('serve'), { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise((resolve) => server.once('close', resolve));
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found) resolve(found);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    void closed.then(() => reject(new Error(`the server ended before it listened: ${output}`)));
  });
  return {
    url,
    stop: async () => {
      server.kill('SIGTERM');
      await closed;
    },
  };
}
