import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { shown } from './trends-page.ts';

const site = hdqmSite();
let page: Page;
beforeEach(async () => {
  page = site.page;
  await recordDrawings(page);
});

/** Opens a page of trends and returns what the plot of a title shows. */
async function drawn(address: string, title: string) {
  await page.goto(address);
  await shown(page);
  return drawingOf(page.getByRole('article', { name: title, exact: true }).locator('canvas'));
}

/** Replaces the values of all trends that the page loads. */
async function replaceValues(valueOf: (index: number) => number): Promise<void> {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { data?: { trends?: { columns?: Record<string, unknown[]> }[] } };
    for (const { columns } of answer.data?.trends ?? []) {
      if (!columns?.['values']) continue;
      columns['values'] = columns['values'].map((_, index) => valueOf(index));
      columns['errorsLow'] = columns['errorsHigh'] = columns['values'].map(() => 0);
    }
    await route.fulfill({ response, json: answer });
  });
}

describe('the y range of a group', () => {
  it('shows a series far above the others', async () => {
    const { arrows, texts } = await drawn(
      '/trends?subsystem=SiStrips&pd=ZeroBias&ps=PromptReco&search=BadStrip',
      'BadComponents Strips',
    );
    expect(arrows).toBe(0);
    expect(texts.map(({ text }) => text)).toContain('2.0');
  });

  it('shows the points of a series that degrades', async () => {
    const { arrows } = await drawn(
      '/trends?subsystem=PixelPhase1&pd=Muon0&ps=PromptReco&search=DeadROC',
      'BPIX DeadROC by Layer',
    );
    expect(arrows).toBe(0);
  });

  it('is not stretched by the one run in which all series have an outlier', async () => {
    const { arrows, texts } = await drawn(
      '/trends?subsystem=RPC&pd=ZeroBias&ps=PromptReco&search=BX',
      'Mean of BX distribution (barrel)',
    );
    expect(arrows).toBe(5);
    expect(texts.map(({ text }) => text)).toContain('-0.05');
  });
});

describe('the labels of the y axis', () => {
  const labels = async (): Promise<string[]> => {
    const { texts } = await drawn('/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco', 'dxy against Phi: average');
    return texts.map(({ text }) => text);
  };

  it('distinguish large values that differ little', async () => {
    await replaceValues((index) => 1_000_000 + ((index * 37) % 301));
    expect(await labels()).toEqual(expect.arrayContaining(['1000000', '1000100', '1000200', '1000300']));
  });

  it('are differences from an offset in the title where they would be too long', async () => {
    await replaceValues((index) => 123_456_000 + ((index * 37) % 301));
    expect(await labels()).toEqual(
      expect.arrayContaining(['0', '100', '200', '300', expect.stringMatching(/\(\+ 123456000\)$/)]),
    );
  });

  it('do not magnify the rounding errors of a constant, whose RMS is 0', async () => {
    await replaceValues((index) => 3.8 + (index % 5) * 1e-13);
    expect(await labels()).toEqual(expect.arrayContaining(['3.6', '3.8', '4.0']));
    expect(await page.locator('.plot-card').first().innerText()).toContain('mean 3.8, RMS 0, 35 runs');
  });
});

describe('the strips outside the frame', () => {
  const tracker = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco';

  it('have the eras above, and below the durations with the longest, each of which is in the tooltip', async () => {
    const { texts } = await drawn(tracker, 'High-purity tracks per event');
    const at = (text: string): number => texts.find((one) => one.text === text)?.y ?? Number.NaN;
    expect(at('Run2023C')).toBeLessThan(at('800'));
    expect(at('2.2 h')).toBeGreaterThan(at('200'));
    expect(at('2.2 h')).toBeLessThan(at('366409'));
    const area = page.getByRole('article', { name: 'High-purity tracks per event', exact: true }).locator('.plot-area');
    await area.hover({ position: { x: 200, y: at('2.2 h') } });
    expect(await page.getByRole('tooltip').innerText()).toMatch(/duration\s+\d+ min|duration\s+\d h \d+ min/);
  });

  it('can be switched off', async () => {
    const { texts } = await drawn(`${tracker}&durations=0&marks=0`, 'High-purity tracks per event');
    expect(texts.map(({ text }) => text)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Run2023| h$/)]));
  });
});

describe('the line between points', () => {
  it.each(['time', 'run'])('does not cross the weeks without data on the axis %s', async (axis) => {
    const tracker = '/trends?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&search=NumberOfTrack&row=1&errors=0';
    const { texts, widest } = await drawn(`${tracker}&x=${axis}`, 'High-purity tracks per event');
    const [from, to] = ['Run2023C', 'Run2023D'].map((era) => texts.find(({ text }) => text === era)?.x ?? Number.NaN);
    expect(widest).toBeGreaterThan(0);
    // Of three weeks between the eras, two have no data.
    expect(widest).toBeLessThan(((to ?? 0) - (from ?? 0)) / 3);
  });
});

describe('a title in TLatex', () => {
  it('has subscripts beside the axis and on the page', async () => {
    const { texts } = await drawn('/trends?subsystem=SiStrips&pd=ZeroBias&ps=PromptReco', 'NErr_FED_mean');
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Avg. FED N', 'ERROR']));
    await page.getByRole('link', { name: 'NErr_FED_mean' }).click();
    const heading = page.getByRole('heading', { level: 1 });
    await heading.locator('sub').waitFor();
    expect(await heading.innerText()).toBe('Avg. FED NERROR');
    expect(await heading.locator('sub').innerText()).toBe('ERROR');
    expect(await page.getByRole('article', { name: 'Avg. FED N_ERROR' }).count()).toBe(1);
  });
});

describe('the limits of a config', () => {
  const [warning, error] = ['rgba(178, 110, 0, 0.8)', 'rgba(190, 30, 30, 0.8)'];

  it('are lines in its plots, which can be switched off, and its texts are at the plot', async () => {
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    // The scan at the start of the server stores the configs of the files.
    await expect
      .poll(async () => (await client.query(`SELECT FROM scan WHERE state = 'finished'`)).rowCount, { timeout: 60_000 })
      .toBe(2);
    await client.query(
      `UPDATE config SET description = 'Good tracks.', contact = 'tracker shifter', action = 'check the beam spot',
         limits = '[{"severity": "warning", "scope": null, "min": 300, "max": null},
                    {"severity": "error", "scope": "ZeroBias", "min": 200, "max": 900},
                    {"severity": "error", "scope": "Muon0", "min": null, "max": null}]'
       WHERE subsystem = 'Tracker' AND title = 'High-purity tracks per event'`,
    );
    await client.end();
    const at = (dataset: string, more = ''): string =>
      `/trends?subsystem=Tracker&pd=${dataset}&ps=PromptReco&search=NumberOfTrack${more}`;
    const colors = async (address: string) => (await drawn(address, 'High-purity tracks per event')).colors;
    expect(await colors(at('ZeroBias'))).toEqual(expect.arrayContaining([warning, error]));
    const off = await colors(at('ZeroBias', '&limits=0'));
    expect([off.includes(warning), off.includes(error)]).toEqual([false, false]);
    const muons = await colors(at('Muon0'));
    expect([muons.includes(warning), muons.includes(error)]).toEqual([true, false]);
    await page.getByRole('link', { name: 'High-purity tracks per event' }).click();
    expect(await page.getByRole('complementary', { name: 'About the plot' }).innerText()).toBe(
      'Good tracks. Contact: tracker shifter. If it is bad: check the beam spot',
    );
  });
});
