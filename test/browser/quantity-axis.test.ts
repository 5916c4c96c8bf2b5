/** Plots over a quantity of the runs, and the quantities of a run on its page and in the panel of a point. */
import { describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';
import { shown, tracks } from './trends-page.ts';

const site = hdqmSite();
const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco&latest=100`;

describe('the axis of a plot', () => {
  it('is a quantity that is chosen in the View menu, with its title and without what needs the order of runs', async () => {
    const { page } = site;
    await recordDrawings(page);
    await page.goto(plotPage);
    await shown(page);
    const plot = page.getByRole('application').first();
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('combobox', { name: 'x axis' }).click();
    await page.getByRole('option', { name: 'Peak pile-up of the fill' }).click();
    await page.waitForURL((url) => url.searchParams.get('x') === 'oms:pileup');
    await page.getByText('Overlays that need the runs in their order are not drawn over a quantity.').waitFor();
    for (const name of ['Fill bands', 'Levels and steps'])
      await page.getByRole('switch', { name, disabled: true }).waitFor();
    expect(await page.getByRole('switch', { name: 'Error bars' }).isEnabled()).toBe(true);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/ [1-9]\d* runs, by Peak pile-up of the fill\./);
    const { texts } = await drawingOf(plot.locator('canvas'));
    expect(texts.map(({ text }) => text)).toContain('Peak pile-up of the fill');
    await page.getByLabel(`Statistics of ${tracks}`).getByText('slope per unit of pileup').waitFor();
  });

  it('has the runs in the order of the quantity for the keyboard, the tooltip and a click', async () => {
    const page = await site.open(`${plotPage}&x=oms:pileup`);
    const plot = page.getByRole('application').first();
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/by Peak pile-up/);
    const tooltip = page.getByRole('tooltip');
    const pileup = async (): Promise<number> =>
      Number(/Peak pile-up of the fill\s+([\d.]+)/.exec(await tooltip.innerText())?.[1]);
    await plot.focus();
    await page.keyboard.press('Home');
    await tooltip.waitFor();
    const first = await pileup();
    await page.keyboard.press('End');
    await expect.poll(pileup).toBeGreaterThan(first);
    const run = Number(/^Run (\d+)/.exec(await tooltip.innerText())?.[1]);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('point')?.includes(String(run)) === true);
    const panel = page.getByRole('region', { name: 'Run attributes' });
    await panel.waitFor();
    expect(await panel.innerText()).toMatch(/peak pile-up of the fill\s+[\d.]+\s/);
    expect(await panel.innerText()).toMatch(/colliding bunches\s+\d+\s/);
  });

  it('selects values only by a drag, and has the runs of a zoom', async () => {
    const page = await site.open(`${plotPage}&x=oms:pileup`);
    const plot = page.getByRole('application').first();
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/by Peak pile-up/);
    const count = async (): Promise<number> =>
      Number(/: (\d+) runs/.exec((await plot.getAttribute('aria-label')) ?? '')?.[1]);
    const all = await count();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the plot has no box');
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.has('y'));
    expect(new URL(page.url()).searchParams.has('zoom')).toBe(false);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForURL((url) => url.searchParams.has('zoom'));
    await expect.poll(count).toBeLessThan(all);
  });

  it('of bins of runs is that of each bin', async () => {
    const page = await site.open(`${plotPage}&x=oms:pileup&bins=fill`);
    const plot = page.getByRole('application').first();
    await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/ bins, by Peak pile-up/);
    await plot.focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.getByRole('tooltip').innerText()).toMatch(/^Fill \d+[^]*Peak pile-up of the fill/);
  });

  it('has the runs for which it is known, and reports how many are not shown', async () => {
    const page = await site.open('');
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as {
        data?: { datasetRuns?: { quantities?: { key: string; values: (number | null)[] }[] } | null };
      };
      const pileup = answer.data?.datasetRuns?.quantities?.find(({ key }) => key === 'pileup');
      pileup?.values.fill(null, 0, 12);
      await route.fulfill({ response, json: answer });
    });
    await page.goto(`${plotPage}&x=oms:pileup`);
    await page.getByText('12 of 35 runs are not shown: Peak pile-up of the fill is not known for them.').waitFor();
    expect(await page.getByRole('application').first().getAttribute('aria-label')).toContain(': 23 runs, by Peak');
    await page.getByText('Drag to zoom in y').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.goto(`${plotPage}&x=even`);
    await expect
      .poll(() => page.getByRole('application').first().getAttribute('aria-label'))
      .toMatch(/: 35 runs, \d+ to/);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('reports that there is no such quantity, and shows the runs in their order', async () => {
    const page = await site.open(`${plotPage}&x=oms:pilup`);
    await page.getByText('Runs have no quantity pilup: select another x axis.').waitFor();
    expect(await page.getByRole('application').first().getAttribute('aria-label')).toMatch(/ runs, \d+ to \d+/);
  });
});

it('the page of a run has its quantities', async () => {
  const page = await site.open('/runs/367406');
  const attributes = page.getByRole('region', { name: 'Run attributes' });
  await attributes.waitFor();
  expect(await attributes.innerText()).toMatch(/peak pile-up of the fill\s+[\d.]+\s/);
  expect(await attributes.innerText()).toMatch(/colliding bunches\s+2440\s/);
});
