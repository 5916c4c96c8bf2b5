/** A subsystem with 2,000 plots, as HCAL: the page renders only those near the viewport. */
import { expect, it } from 'vitest';
import { requestedNames, recordRequests } from './requests.ts';
import { ownSite } from './own-site.ts';

/** Max. number of plots in and near a viewport of 1440 by 900 pixels. */
const near = 30;

/** Like those of HCAL's readout boxes, but all of one ME. */
const family = `
[plot:box\${box}_depth\${depth}]
for.box = 1..250
for.depth = 1..8
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = Box \${box}, depth \${depth}
yTitle = Mean
`;

const site = ownSite({ configs: { 'HCAL/boxes.ini': family }, runs: { ZeroBias: [370293, 370295, 370298] } });

it('renders only plots near the viewport while scrolling and jumping, and fetches no other points', async () => {
  const { page } = site;
  const requests = recordRequests(page);
  await page.goto('/trends?subsystem=HCAL&pd=ZeroBias&ps=PromptReco');
  const cards = page.locator('.plot-card');
  const drawn = page.locator('.plot-area canvas').first();
  await drawn.waitFor();
  expect(await page.locator('.run-tally-summary').innerText()).toMatch(/^2,?000 plots/);
  expect(await cards.count()).toBeLessThan(near);
  expect(requestedNames(requests).length).toBeLessThan(near);

  for (let step = 0; step < 5; step += 1) {
    await page.mouse.move(900, 500);
    await page.mouse.wheel(0, 700);
    await drawn.waitFor();
    expect(await cards.count()).toBeLessThan(near);
  }
  await page.keyboard.press('End');
  await expect
    .poll(() => page.evaluate(() => Math.round(document.body.scrollHeight - scrollY - innerHeight)))
    .toBeLessThan(2);
  await cards.last().locator('canvas').waitFor();
  expect(await cards.count()).toBeLessThan(near);

  const family = page.getByRole('button', { name: 'Box …, depth …' });
  expect(await family.innerText()).toMatch(/^Box …, depth …\s*2000$/);
  expect(await page.locator('.plot-index-plot').count()).toBe(0);
  await family.click();
  await page.getByRole('navigation', { name: 'Plots' }).getByText('Box 1, depth 2').waitFor();
  await family.click();
  await page.getByLabel('Find a plot').fill('box 200');
  const entry = page.locator('.plot-index-plot').nth(5);
  const jumped = (await entry.getAttribute('title')) ?? '';
  await entry.click();
  await page.locator(`[data-plot="${jumped}"] canvas`).waitFor();
  const names = requestedNames(requests);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeLessThan(6 * near);
});

it('restyles one plot, not the page, when an element is inserted into it', async () => {
  const { page } = site;
  await page.goto('/trends?subsystem=HCAL&pd=ZeroBias&ps=PromptReco');
  await page.locator('.plot-area canvas').first().waitFor();
  await page.waitForLoadState('networkidle');
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['devtools.timeline'] });
  await page.evaluate(() => {
    document.querySelector('.plot-card header')?.append(document.createElement('span'));
    return document.body.offsetHeight;
  });
  const trace = JSON.parse(String(await browser?.stopTracing())) as {
    traceEvents: readonly { name: string; args: { elementCount?: number } }[];
  };
  const restyled = trace.traceEvents.flatMap(({ name, args }) =>
    name === 'UpdateLayoutTree' ? [args.elementCount] : [],
  );
  expect(restyled.length).toBeGreaterThan(0);
  expect(Math.max(...restyled.map((count) => count ?? 0))).toBeLessThan(100);
});
