/** A derived trend on its page: its plot and group, the panel of a point, and expressions that are typed. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { ownSite } from './own-site.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const runs = [370293, 370295, 370298, 370301] as const;
const [first] = runs;

const configs = `
[plot:Tracks]
metric = basic.Mean()
relativePath = ${tracks}
yTitle = tracks

[plot:Width]
metric = basic.StdDev()
relativePath = ${tracks}
yTitle = tracks

[derived:Relative_width]
expression = \${Width} / \${Tracks}
correlation = same data
plotTitle = Relative width of the number of tracks
yTitle = Relative width

[group:Widths]
members =
  Relative_width
  Width
`;

const site = ownSite({ configs: { 'Tracker/trends.ini': configs }, runs: { ZeroBias: runs } });
let page: Page;
beforeEach(() => {
  page = site.page;
});

const address = '/trends/Tracker/Relative_width?pd=ZeroBias&ps=PromptReco';
const panel = () => page.getByRole('dialog');
const plot = () => page.locator('article[data-plot="Relative_width"]');
const box = () => page.getByRole('textbox', { name: 'Expression' });
const row = (name: string) => page.getByRole('row', { name });

describe('a derived trend', () => {
  it('has a page, a group and a point whose inputs link to their points', async () => {
    await page.goto(`${address}&part=histograms`);
    await plot().locator('canvas').first().waitFor();
    await expect
      .poll(() => page.getByRole('heading', { level: 1 }).textContent())
      .toBe('Relative width of the number of tracks');
    await page.getByText('A derived trend has no histograms of its own').waitFor();
    await page.goto(`${address}&point=Relative_width,${first}`);
    await panel().getByText('${Width} / ${Tracks}').first().waitFor();
    await panel().getByText('Correlation of the inputs: same data').waitFor();
    expect(await panel().getByRole('table', { name: 'Inputs' }).getByRole('link').allTextContents()).toEqual([
      'Width',
      'Tracks',
    ]);
    expect(await seriousViolations(page)).toEqual([]);
    await panel().getByRole('link', { name: 'Tracks', exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/trends/Tracker/Tracks');
    await panel().locator('[data-input="main"] [data-state="drawn"]').waitFor();
    await page.goto('/trends/Tracker/group/Widths?pd=ZeroBias&ps=PromptReco');
    await row('Relative_width').waitFor();
  });
});

describe('an expression', () => {
  it('is checked, drawn with the trend, and in the URL, until it is removed', async () => {
    await page.goto(address);
    await page.getByRole('button', { name: 'Expression' }).click();
    await box().fill('${Width} / ${Trcks}');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('no config named Trcks in the subsystem. Did you mean Tracks?').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await box().fill('2*${Width} -');
    await box().press('Enter');
    await page.getByText(/column 13: expected a trend/).waitFor();
    await box().fill('2*');
    await page.getByRole('combobox', { name: 'Insert a trend' }).fill('Wid');
    await page.getByRole('option', { name: 'Width', exact: true }).click();
    await expect.poll(() => box().inputValue()).toBe('2*${Width}');
    await box().press('Enter');
    await page.waitForURL((url) => url.searchParams.get('expr') === '2 * ${Width}');
    await row('= 2 * ${Width}').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.reload();
    await row('= 2 * ${Width}')
      .getByRole('button', { name: /Remove/ })
      .click();
    await page.waitForURL((url) => !url.searchParams.has('expr'));
  });

  it('has a panel of each point, with its value and inputs, and the runs before and after', async () => {
    const expression = '${Width} / ${Tracks}';
    const name = `= ${expression},${first},ZeroBias,PromptReco`;
    const values = page.getByRole('dialog').getByRole('table', { name: 'Inputs' });
    await page.goto(`${address}&${new URLSearchParams({ expr: expression, point: `= ${expression},${first}` })}`);
    await values.getByRole('link', { name: 'Tracks', exact: true }).waitFor();
    const shown = (
      await panel()
        .getByText(/ entries$/)
        .locator('..')
        .innerText()
    ).split(' ')[0];
    expect(await seriousViolations(page)).toEqual([]);
    await panel().getByRole('button', { name: 'Next run' }).click();
    await page.waitForURL((url) => url.searchParams.get('point') === `= ${expression},${runs[1]}`);
    await page.goto(`${address}&point=Relative_width,${first}`);
    await values.getByRole('link', { name: 'Tracks', exact: true }).waitFor();
    // The stored trend of the same expression, with another correlation.
    expect(
      (
        await panel()
          .getByText(/ entries$/)
          .locator('..')
          .innerText()
      ).split(' ')[0],
    ).toBe(shown);
    await page.goto(`${address}&${new URLSearchParams({ expr: expression, point: name })}`);
    await values.getByRole('link', { name: 'Width', exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/trends/Tracker/Width');
  });

  it('that is wrong in a link is explained, beside the plot', async () => {
    await page.goto(`${address}&expr=${encodeURIComponent('${Width} +')}`);
    await plot().locator('canvas').first().waitFor();
    await expect
      .poll(() => page.getByText(/^Expression: '/).textContent())
      .toContain("'${Width} +', column 11: expected a trend");
  });

  it('is in the picture of the plot', async () => {
    const picture = async (rest: string): Promise<Buffer> => {
      const response = await page.request.get(`/plot/Tracker/Relative_width.png?pd=ZeroBias&ps=PromptReco${rest}`);
      expect(response.status()).toBe(200);
      return response.body();
    };
    const withExpression = await picture(`&expr=${encodeURIComponent('2 * ${Width}')}`);
    expect(withExpression.equals(await picture(''))).toBe(false);
  });
});
