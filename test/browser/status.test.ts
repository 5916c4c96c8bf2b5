/** What the pages say where data are missing or outdated. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { copySample, hdqm, samplePath, temporaryFolder } from '../integration/command.ts';
import { hdqmSite, takeNotFoundError } from './site.ts';

let tree: Awaited<ReturnType<typeof temporaryFolder>>;
afterAll(() => tree.remove());

const configs = `
[plot:tracks]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = Tracks
yTitle = Mean
`;

/** An ME with a typing error. */
const missing = `
[plot:mistyped]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTraks_GenTk
yTitle = Mean
`;

/** Sections that were never valid: the database has no config of them. */
const broken = `[defaults]
yTitel = Mean
[plot:typo]
metric = basic.Maen()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
yTitle = Mean
[plot:untitled]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
`;

const site = hdqmSite({
  environment: async () => {
    tree = await temporaryFolder();
    return { EOS_ROOT: path.join(tree.folder, 'eos'), HDQM_CONFIGS: path.join(tree.folder, 'configs') };
  },
  fill: async (databaseUrl, environment) => {
    for (const run of [370293, 370295, 370298])
      await copySample(samplePath('ZeroBias', 'Run2023D', run), path.join(tree.folder, 'eos'));
    await mkdir(path.join(tree.folder, 'configs/Tracker'), { recursive: true });
    await writeFile(path.join(tree.folder, 'configs/Tracker/trends.ini'), configs);
    await writeFile(path.join(tree.folder, 'configs/Tracker/broken.ini'), broken);
    await writeFile(path.join(tree.folder, 'configs/Tracker/missing.ini'), missing);
    expect(await hdqm(['scan'], { DATABASE_URL: databaseUrl, ...environment })).toMatchObject({ status: 0 });
  },
});

/** Opens the start page and returns its text about outdated data. */
async function outdatedData(page: Page): Promise<string> {
  await page.goto('/');
  return page.locator('[role=status]').innerText();
}

it('shows no strip on the start page after the scheduled scan', async () => {
  const { page } = site;
  await page.goto('/');
  await page.getByText(/^Last scan .*: 3 new files/).waitFor();
  expect(await page.locator('[role=status]').count()).toBe(0);
});

it('shows the age of the data on the start page while the scan schedule is paused', async () => {
  const { page } = site;
  await page.goto('/scans');
  await page.getByRole('button', { name: 'Pause' }).first().click();
  await page.getByText('paused', { exact: true }).waitFor();
  expect(await outdatedData(page)).toMatch(
    /^The data are .* (s|min) old: last read .* UTC\s+The scan schedule is paused\./,
  );
  await page.getByRole('link', { name: 'Scans and their schedule' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('paused', { exact: true }).waitFor({ state: 'detached' });
});

it('shows the age of the data and the scan that was missed', async () => {
  const { page } = site;
  const client = new Client({ connectionString: site.databaseUrl });
  await client.connect();
  try {
    await client.query(
      `UPDATE scan SET started_at = started_at - interval '3 days', finished_at = finished_at - interval '3 days'`,
    );
    expect(await outdatedData(page)).toMatch(
      /^The data are (3 d 0|2 d 23|71) h.* old: last read .* UTC\s+The scan scheduled for \d{4}-\d\d-\d\d 0[12]:00 UTC has not run\./,
    );
  } finally {
    await client.query(
      `UPDATE scan SET started_at = started_at + interval '3 days', finished_at = finished_at + interval '3 days'`,
    );
    await client.end();
  }
});

it('lists on the configs page what `hdqm check` prints', async () => {
  const { page } = site;
  const check = await hdqm(['check', path.join(tree.folder, 'configs')]);
  await page.goto('/configs');
  const listed = page.getByRole('region', { name: 'Problems' }).getByRole('listitem');
  await listed.first().waitFor();
  const problems = (await listed.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  expect(problems).toEqual([
    expect.stringMatching(/broken\.ini:2 unknown key yTitel in \[defaults\]; did you mean yTitle\?$/),
    expect.stringMatching(/broken\.ini:4 .*basic\.Maen.*; did you mean basic\.Mean\?$/),
    expect.stringMatching(/broken\.ini:7 yTitle is missing$/),
  ]);
  for (const problem of problems) expect(check.stdout).toContain(problem.replace(/(:\d+) /, '$1: '));
  expect(check.stdout).toMatch(/3 problems in 1 file; 2 sections skipped\.\n2 sections \(2 configs\) in 1 subsystem,/);
});

it('says that the ME of a config is in no file, and names similar ones', async () => {
  const { page } = site;
  const text = /ME in 0 of the latest 3 files\s+Similar MEs in these files: NumberOfTracks_GenTk/;
  await page.goto('/configs');
  await page.getByRole('button', { name: 'mistyped' }).click();
  await page.getByText('Similar MEs').waitFor();
  expect(await page.getByRole('dialog').innerText()).toMatch(text);
  await page.goto('/trends/Tracker/mistyped?pd=ZeroBias&ps=PromptReco');
  await page.getByText('Similar MEs').waitFor();
  expect(await page.getByRole('main').innerText()).toMatch(text);
  await page.goto('/trends/Tracker/tracks?pd=ZeroBias&ps=PromptReco');
  await page.locator('.plot-area').first().waitFor();
  expect(await page.getByText('ME in 0').count()).toBe(0);
});

it('reports with `hdqm check` the MEs that are in no file, before and after a scan', async () => {
  const environment = { DATABASE_URL: site.databaseUrl, EOS_ROOT: path.join(tree.folder, 'eos') };
  const line = /missing\.ini:2: mistyped: ME in 0 of the latest (.*); similar: NumberOfTracks_GenTk\n/;
  const after = await hdqm(['check', path.join(tree.folder, 'configs')], environment);
  expect(line.exec(after.stdout)?.[1]).toBe('3 files');
  const edited = path.join(tree.folder, 'edited');
  await mkdir(path.join(edited, 'Tracker'), { recursive: true });
  await writeFile(path.join(edited, 'Tracker/missing.ini'), missing.replace('Traks', 'Trackss'));
  await writeFile(path.join(edited, 'Tracker/trends.ini'), configs);
  const before = await hdqm(['check', edited], environment);
  expect(line.exec(before.stdout)?.[1]).toBe('1 file');
  expect([before.status, before.stdout.includes('tracks:')]).toEqual([0, false]);
});

it('says that a subsystem or dataset of the address does not exist, and offers what exists', async () => {
  const { page } = site;
  const main = page.getByRole('main');
  await page.goto('/trends?subsystem=Traker&pd=ZeroBias&ps=PromptReco');
  await main.getByText('Subsystem Traker does not exist').waitFor();
  await main.getByRole('link', { name: 'Tracker' }).click();
  await page.waitForURL(/subsystem=Tracker&pd=ZeroBias&ps=PromptReco/);
  await page.locator('.plot-area').first().waitFor();

  for (const address of ['/trends?subsystem=Tracker', '/trends/Tracker/tracks?']) {
    await page.goto(`${address}&pd=ZeroBiass&ps=PromptReco&latest=2`);
    await main.getByText('Tracker has no dataset ZeroBiass PromptReco').waitFor();
    expect(page.url()).toContain('pd=ZeroBiass');
    expect(await page.locator('.plot-area').count()).toBe(0);
    await main.getByRole('link', { name: 'ZeroBias PromptReco' }).click();
    await page.waitForURL(/pd=ZeroBias&.*latest=2/);
    await page.locator('.plot-area').first().waitFor();
  }
});

it('answers 404 with the page for an unknown address, and 200 for every other', async () => {
  const { page } = site;
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  expect((await page.goto('/no/such/page'))?.status()).toBe(404);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  takeNotFoundError(site);
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(paths.length).toBeGreaterThan(6);
  for (const path of [...paths, '/trends/Tracker/tracks', '/trends/Tracker/group/tracks', '/trends/Tracker/a%2Fb'])
    expect([path, (await page.request.get(path, { headers: { accept: 'text/html' } })).status()]).toEqual([path, 200]);
});

it('shows the age of the data and why the last scan failed', async () => {
  const { page } = site;
  await rename(path.join(tree.folder, 'eos'), path.join(tree.folder, 'unmounted'));
  await page.goto('/scans');
  await page.getByRole('button', { name: 'Scan now' }).click();
  await page.getByText('failed', { exact: true }).first().waitFor();
  expect(await outdatedData(page)).toMatch(
    /^The data are .* old: last read .* UTC\s+The scan of .* UTC failed: EOS_ROOT .*eos cannot be listed: .*Check that EOS is mounted/,
  );
});
