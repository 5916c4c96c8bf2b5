/** Runs compared: with a reference in the panel of a point, and as sums of two sets on the page of a plot. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const site = hdqmSite();
const plot = '/trends/Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';
const shown = '[role="img"][aria-label^="A / B: "]';
let page: Page;
beforeEach(() => {
  page = site.page;
});

const compared = () => page.getByRole('region', { name: 'Compare runs' });

describe('the reference of a point', () => {
  it('is found by a rule, with ratio and tests, and is in the URL', async () => {
    await page.goto(`${plot}&point=NumberOfTrack_mean,370298`);
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Reference', { exact: true }).selectOption('previous');
    await panel.getByRole('img', { name: /^ratio: / }).waitFor();
    await panel.getByRole('region', { name: /^Comparison with run \d+$/ }).waitFor();
    expect(await panel.getByRole('region', { name: /^Comparison with run/ }).textContent()).toMatch(
      /χ² \/ ndf.* \/ \d+, p = .*Kolmogorov.*, p = /,
    );
    expect(new URL(page.url()).searchParams.get('hist')).toBe('ref:previous');
    await panel.getByLabel('pulls').click();
    await panel.getByRole('img', { name: /^pull: / }).waitFor();
    await panel.getByLabel('Reference', { exact: true }).selectOption('pinned');
    await panel.getByText('reference-runs.ini pins none').waitFor();
  });
});

describe('the tab Compare runs', () => {
  it('adds the runs of two lists, and compares the sums', async () => {
    await page.goto(`${plot}&part=compare`);
    await compared().getByLabel('Runs A', { exact: true }).fill('370293-370295');
    await compared().getByLabel('Runs B', { exact: true }).fill('370298, 370301');
    await page.locator(shown).waitFor();
    const row = compared().getByRole('row', { name: /NumberOfTrack_mean/ });
    expect(await row.textContent()).toMatch(/\d ± \d/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
      a: '370293-370295',
      b: '370298, 370301',
    });
    expect(await seriousViolations(page)).toEqual([]);
    await page.reload();
    await page.locator(shown).waitFor();
  });

  it('is used by keyboard, with the sets of the page to pick', async () => {
    await page.goto(`${plot}&part=compare`);
    await compared().getByRole('button', { name: 'Pick runs A' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'first half' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    await compared().getByRole('button', { name: 'Pick runs B' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'second half' }).focus();
    await page.keyboard.press('Enter');
    await page.locator(shown).waitFor();
    expect([...new URL(page.url()).searchParams.keys()]).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('takes the runs of a drag over the plot', async () => {
    await page.goto(`${plot}&part=compare`);
    await compared().getByRole('button', { name: 'Pick runs A' }).click();
    await page.getByRole('menuitem', { name: 'Drag over the plot' }).click();
    await compared().getByText('Drag over the runs of A').waitFor();
    const canvas = page.locator('.single-plot canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const at = await canvas.boundingBox();
    if (!at) throw new Error('no plot');
    await page.mouse.move(at.x + at.width * 0.3, at.y + at.height * 0.4);
    await page.mouse.down();
    await page.mouse.move(at.x + at.width * 0.7, at.y + at.height * 0.5, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get('a')).toMatch(/^\d{6}(-\d{6})?$/);
    const list = new URL(page.url()).searchParams.get('a');
    await expect.poll(() => compared().getByLabel('Runs A', { exact: true }).inputValue()).toBe(list);
  });

  it('has a message where the runs cannot be read', async () => {
    await page.goto(`${plot}&part=compare&a=1&b=2`);
    const alert = compared().getByRole('alert');
    expect(await alert.textContent()).toContain('no run of A or B has a file that can be read');
  });

  it('compares all trends of the page', async () => {
    await page.goto(`${plot}&part=compare&also=Tracker,TrackPt_mean,ZeroBias,PromptReco&a=370293&b=370298`);
    await expect.poll(() => page.locator(shown).count()).toBe(2);
    expect(await compared().getByRole('row').count()).toBe(3);
  });
});
