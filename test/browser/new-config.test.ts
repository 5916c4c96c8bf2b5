/** Drafts of configs: the walk of a new user from the start page to a config with its trend, and each part of the page. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { newConfigLink } from '../../client/url/links.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const site = hdqmSite({
  environment: async () => ({
    CONFIG_EDIT_URL: 'https://git.example/new/main?filename=configs/{subsystem}/{name}.ini&value={text}',
  }),
});
const dataset = { primaryDataset: 'ZeroBias', processing: 'PromptReco' };
const general = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties';
const section = (name: string, more = ''): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = ${general}/TrackPt_ImpactPoint_GenTk\nyTitle = p_{T}\n${more}`;

const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Config text' });
const plot = (page: Page): Locator => page.getByRole('application');
const isRead = (page: Page): Promise<void> => page.getByText(/^\d+ runs\.$/).waitFor();

async function open(ini: string, parameters = ''): Promise<Page> {
  const { page } = site;
  await page.goto(`${newConfigLink(ini, dataset)}${parameters}`);
  return page;
}

/** The text of the address, once it has a part. */
async function textWith(page: Page, part: string): Promise<string> {
  await page.waitForURL((url) => url.searchParams.get('ini')?.includes(part) === true);
  return new URL(page.url()).searchParams.get('ini') ?? '';
}

describe('a new user', () => {
  it('gets from the start page to a config of a new ME with its trend', async () => {
    const { page } = site;
    await page.goto('/');
    await page.getByRole('link', { name: 'Browse', exact: true }).first().click();
    await page.getByRole('searchbox', { name: 'Search MEs' }).fill('eff_eta 15');
    await page.getByRole('treeitem', { name: /eff_eta_15_qualSingle/ }).click();
    await page.getByRole('region', { name: 'Configs that use it' }).getByText('None.').waitFor();
    await page.getByRole('link', { name: 'New config' }).click();
    await page.getByText('No problems: 1 valid config.').waitFor();
    expect(await editor(page).inputValue()).toContain(
      '[plot:eff_eta_15_qualSingle_mean]\nmetric = basic.Mean()\nrelativePath = L1T/L1TObjects/L1TMuon/L1TriggerVsReco/eff_eta_15_qualSingle\n',
    );
    await page.getByRole('combobox', { name: 'Subsystem' }).and(page.locator('[value="L1T"]')).waitFor();
    await isRead(page);
    await page.getByRole('combobox', { name: 'Metric', exact: true }).click();
    await page.getByRole('option', { name: /basic.StdDev / }).waitFor();
    await page.keyboard.type('efficiency inverse squared');
    await page.getByRole('option', { name: /L1T_metrics.EffMean/ }).click();
    await page.getByRole('textbox', { name: 'Y axis title' }).fill('Efficiency');
    expect(await textWith(page, 'yTitle = Efficiency')).toContain('metric = L1T_metrics.EffMean()');
    await page.getByText(/1 with a value in run \d+/).waitFor();
    await page.getByRole('region', { name: 'Back-test' }).waitFor();
    await plot(page)
      .and(page.getByLabel(/: 38 runs, 366409 to 370306/))
      .waitFor();
    await page.getByRole('button', { name: 'Copy config' }).click();
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe('the text', () => {
  it('is checked as one types, and a click inserts a suggestion', async () => {
    const page = await open(section('A'));
    await page.getByText('No problems: 1 valid config.').waitFor();
    await editor(page).fill(section('A').replace('basic.Mean', 'basic.Maen'));
    await page.getByRole('status', { name: 'Result of the check' }).getByText('unknown metric basic.Maen').waitFor();
    expect(await page.locator('[data-problem]').innerText()).toBe('2');
    await page.getByRole('button', { name: 'Replace by basic.Mean' }).click();
    await page.getByText('No problems: 1 valid config.').waitFor();
    expect(await textWith(page, 'basic.Mean()')).toBe(section('A'));
  });

  it('warns where it is too long for an address, and takes it nevertheless', async () => {
    const page = await open(section('A'));
    const long = `${section('A')}# ${'x'.repeat(6_000)}\n`;
    await editor(page).fill(long);
    await page.getByRole('alert').getByText('too long for an address').waitFor();
    await page
      .getByText(/line is longer|longer than|No problems/)
      .first()
      .waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download .ini' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('A.ini');
    expect(await readFile(await download.path(), 'utf8')).toBe(long);
  });

  it('becomes a merge request', async () => {
    const page = await open(section('A'));
    const link = page.getByRole('link', { name: 'Open merge request' });
    const url = new URL((await link.getAttribute('href')) ?? '');
    expect(url.host).toBe('git.example');
    expect(Object.fromEntries(url.searchParams)).toEqual({ filename: 'configs/Tracker/A.ini', value: section('A') });
    await page.getByText('configs/Tracker/A.ini', { exact: true }).waitFor();
  });
});

describe('the form', () => {
  it('replaces lines of the text, and leaves all others', async () => {
    const text = `# mine\n${section('A', '# end\n')}\n${section('B')}`;
    const page = await open(text);
    const form = page.getByRole('region', { name: 'Form' });
    await form.getByRole('textbox', { name: 'Warning limits' }).fill('1..5');
    await form.getByRole('textbox', { name: 'Min. entries' }).fill('10');
    const path = `relativePath = ${general}/TrackPt_ImpactPoint_GenTk\n`;
    const edited = text
      .replace(path, `${path}threshold = 10\napplyThreshold = yes\n`)
      .replace('yTitle = p_{T}\n', 'yTitle = p_{T}\nwarning = 1..5\n');
    expect(await textWith(page, 'applyThreshold')).toBe(edited);
    await form.getByRole('combobox', { name: 'Section' }).click();
    await page.getByRole('option', { name: /^B/ }).click();
    await form.getByRole('textbox', { name: 'Name' }).fill('C');
    expect(await textWith(page, '[plot:C]')).toBe(edited.replace('[plot:B]', '[plot:C]'));
  });

  it('has a field for each parameter of a metric, by its type', async () => {
    const page = await open(section('A').replace('basic.Mean()', "basic.BinCount('1', False)"));
    const form = page.getByRole('region', { name: 'Form' });
    const written = form.getByRole('textbox', { name: 'Metric with parameters' });
    await form.getByRole('checkbox').first().check();
    await expect.poll(() => written.inputValue()).toBe("basic.BinCount('1', True)");
    expect(await textWith(page, 'True')).toContain("metric = basic.BinCount('1', True)\n");
  });

  it('takes an ME from the tree of the latest file', async () => {
    const page = await open(section('A'));
    await page.getByRole('button', { name: 'Select ME: ME (relativePath)' }).click();
    const dialog = page.getByRole('dialog', { name: 'ME (relativePath)' });
    await dialog.getByRole('searchbox').fill('NumberOfTracks');
    await dialog.getByRole('treeitem', { name: /NumberOfTracks_GenTk/ }).click();
    expect(await textWith(page, 'NumberOfTracks')).toContain(`relativePath = ${general}/NumberOfTracks_GenTk\n`);
    await expect.poll(() => dialog.count()).toBe(0);
  });
});

describe('the configs', () => {
  it('of a family have values, or the MEs that are missing with similar ones', async () => {
    const family = `[plot:charge_\${layer}]\nfor.layer = 1..5\nmetric = basic.Mean()\nrelativePath = PixelPhase1/Tracks/PXBarrel/charge_PXLayer_\${layer}\nyTitle = Charge\n`;
    const page = await open(family);
    const configs = page.getByRole('region', { name: '5 configs' });
    await configs.getByText(/^4 of 5 with a value in run \d+, 1 without its ME$/).waitFor();
    const missing = configs.getByRole('row', { name: /charge_5/ });
    await missing.getByText('PixelPhase1/Tracks/PXBarrel/charge_PXLayer_5').waitFor();
    await missing.getByText(/^Similar: .*charge_PXLayer_1/).waitFor();
    await configs.getByRole('checkbox', { name: 'charge_3' }).click();
    await page.waitForURL((url) => url.searchParams.getAll('name').join() === 'charge_1,charge_3');
    await plot(page)
      .and(page.getByLabel(/^charge_1, charge_3:/))
      .waitFor();
    await isRead(page);
    await page.getByRole('checkbox', { name: 'One plot each' }).click();
    await expect.poll(() => plot(page).count()).toBe(2);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('of two settings are drawn together', async () => {
    const page = await open(section('A'));
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    await plot(page)
      .and(page.getByLabel(/^A, A_2:/))
      .waitFor();
    await page.getByRole('textbox', { name: 'Metric with parameters' }).fill('basic.StdDev()');
    expect(await textWith(page, 'StdDev')).toBe(`${section('A')}\n${section('A_2').replace('Mean', 'StdDev')}`);
    await plot(page).focus();
    const values = async (): Promise<string> => {
      await page.keyboard.press('End');
      return (await page.getByRole('tooltip').allInnerTexts()).join();
    };
    await expect.poll(values).toMatch(/A\s+2\.\d+[\s\S]*A_2\s+1\.\d+/);
  });

  it('show the histograms of the run that is clicked', async () => {
    const page = await open(section('A'));
    await isRead(page);
    await plot(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Run 370306' });
    await dialog.getByRole('img', { name: /TrackPt_ImpactPoint_GenTk of run 370306/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('run'));
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it('are tested against the runs: alarms with their texts, and the flags of Run Registry', async () => {
    const page = await open(section('A', 'error = 100..\n'));
    const test = page.getByRole('region', { name: 'Back-test' });
    await test.getByText(/^\d+ alarms? and (\d+|no) steps? in \d+ judged runs\.$/).waitFor();
    await test.getByText(/^Run Registry: .* GOOD runs? disturbed\.$/).waitFor();
    expect(await test.getByRole('listitem').first().innerText()).toMatch(/^error \d{6}/);
    await page.getByText(/^A run takes [\d.]+ ms \(median\), at most [\d.]+ ms\.$/).waitFor();
    await page.getByRole('button', { name: 'Back-test 100 runs' }).click();
    await page.waitForURL(/latest=100/);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe('other ways to a draft', () => {
  it('copy a config', async () => {
    const { page } = site;
    await page.goto('/configs?search=TrackPt_mean');
    await page.getByRole('button', { name: 'TrackPt_mean', exact: true }).click();
    await page.getByRole('link', { name: 'Draft a copy' }).click();
    await page.getByText('No problems: 1 valid config.').waitFor();
    expect(await editor(page).inputValue()).toMatch(/^\[plot:TrackPt_mean_copy\]\nmetric = basic\.Mean\(\)\n/);
  });

  it('begin with nothing, by keyboard', async () => {
    const { page } = site;
    await page.goto('/configs');
    await page.getByRole('link', { name: 'New config' }).press('Enter');
    await page.getByRole('heading', { name: 'No config yet' }).waitFor();
    await page.getByRole('button', { name: 'Select an ME' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'ME of the plot' });
    await dialog.getByRole('searchbox').focus();
    await page.keyboard.type('NumberOfTracks');
    await dialog.getByRole('treeitem', { name: /NumberOfTracks_GenTk/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('No problems: 1 valid config.').waitFor();
    await isRead(page);
    await editor(page).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('nonsense');
    await page.getByText(/expected 'key = value'/).waitFor();
    expect(await page.locator('[data-problem]').count()).toBe(1);
  });

  it('fit a phone', async () => {
    const page = await site.open(newConfigLink(section('A'), dataset), { viewport: { width: 400, height: 800 } });
    await isRead(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    expect(await seriousViolations(page)).toEqual([]);
  });
});
