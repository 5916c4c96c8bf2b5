/** The MEs of the sample's files: tree, search, histogram, by mouse and by keyboard. */
import { describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

const site = hdqmSite();
const general = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties';
const trackPt = `${general}/TrackPt_ImpactPoint_GenTk`;
const row = (name: string | RegExp) => site.page.getByRole('treeitem', { name });
const drawn = (path: string) => site.page.getByRole('img', { name: new RegExp(path) });

describe('Browse', () => {
  it('opens folders down to an ME, and shows its histogram, configs and files', async () => {
    const { page } = site;
    await page.goto('/browse?pd=ZeroBias&ps=PromptReco');
    for (const folder of general.split('/')) await row(new RegExp(`^${folder}$`)).click();
    await row(/TrackPt_ImpactPoint_GenTk/).click();
    await drawn(trackPt).waitFor();
    await page.waitForURL(/me=Tracking/);
    await page
      .getByRole('region', { name: 'Configs that use it' })
      .getByRole('link', { name: 'Tracker / TrackPt_mean' })
      .waitFor();
    await page.getByText('In 20 of the latest 20 files of ZeroBias PromptReco.').waitFor();
    expect(await row(/TrackPt_ImpactPoint_GenTk/).getAttribute('aria-selected')).toBe('true');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('shows at its URL the ME of another run', async () => {
    const { page } = site;
    await page.goto(`/browse?pd=ZeroBias&ps=PromptReco&run=367232&me=${trackPt}`);
    await drawn(`${trackPt} of run 367232`).waitFor();
    await row(/TrackPt_ImpactPoint_GenTk/).waitFor();
    await page.getByRole('button', { name: 'Previous run' }).click();
    await page.waitForURL((url) => Number(url.searchParams.get('run')) < 367232);
    const run = new URL(page.url()).searchParams.get('run') ?? '';
    await drawn(`${trackPt} of run ${run}`).waitFor();
    await page.getByRole('textbox', { name: 'Run' }).fill('1');
    await page.getByText('No file of run 1').waitFor();
    expect(await page.getByRole('tree').count()).toBe(0);
  });

  it('searches the paths of all MEs as one types', async () => {
    const { page } = site;
    await page.goto('/browse?pd=ZeroBias&ps=PromptReco');
    await page.getByRole('searchbox', { name: 'Search MEs' }).fill('gentk TRACKPT');
    await page.getByText('1 ME', { exact: true }).waitFor();
    await row(/TrackPt_ImpactPoint_GenTk/).click();
    await drawn(trackPt).waitFor();
    await page.getByRole('searchbox', { name: 'Search MEs' }).fill('no such me');
    await page.getByText('No ME contains all words.').waitFor();
    // In the tree, the folders above the ME are open.
    await page.getByRole('searchbox', { name: 'Search MEs' }).fill('');
    await row(/^GeneralProperties$/).waitFor();
    expect(await row(/TrackPt_ImpactPoint_GenTk/).getAttribute('aria-level')).toBe('6');
  });

  it('is used with the keyboard', async () => {
    const { page } = site;
    await page.goto('/browse?pd=ZeroBias&ps=PromptReco');
    await row(/^Tracking$/).waitFor();
    const tree = page.getByRole('tree', { name: 'MEs of the file' });
    await tree.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await row(/^EventInfo$/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await row(/^iRun/).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/me=Tracking%2FEventInfo%2FiRun/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await row(/^iRun/).waitFor({ state: 'detached' });
    expect(await row(/^EventInfo$/).getAttribute('aria-expanded')).toBe('false');
  });

  it('shows an ME over runs with the values of a metric, and opens the run that is clicked', async () => {
    const { page } = site;
    await page.goto(`/browse?pd=ZeroBias&ps=PromptReco&me=${trackPt}`);
    await page.getByText('Over runs', { exact: true }).click();
    const over = page.getByRole('region', { name: 'Over runs' });
    await over.getByText('38 runs.').waitFor();
    const waterfall = over.getByRole('img', { name: `${trackPt} over 38 runs`, exact: true });
    await over.getByRole('textbox', { name: 'Metric' }).fill('basic.Maen()');
    await over.getByText('unknown metric basic.Maen').waitFor();
    await over.getByRole('textbox', { name: 'Metric' }).fill('basic.Mean()');
    await over.getByRole('img', { name: /^basic.Mean\(\) of / }).waitFor();
    await over.getByText('38 runs.').waitFor();
    const colours = await waterfall.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.slice(4 * at, 4 * at + 4).join())).size;
    });
    expect(colours).toBeGreaterThan(50);
    const box = await waterfall.boundingBox();
    await waterfall.hover({ position: { x: (box?.width ?? 0) - 12, y: (box?.height ?? 0) - 40 } });
    await over.getByText(/^run 370306, [\d.]+ to [\d.]+: \d+$/).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await waterfall.click({ position: { x: 70, y: 200 } });
    await page.waitForURL((url) => url.searchParams.get('run') === '366409' && !url.searchParams.has('over'));
    await drawn(`${trackPt} of run 366409`).waitFor();
  });

  it('shows the main ME of a plot over the runs that the plot shows, and opens the point that is clicked', async () => {
    const { page } = site;
    await page.goto('/trends/Tracker/TrackPt_mean?pd=ZeroBias&ps=PromptReco&runs=366400-366500&part=histograms');
    const over = page.getByRole('region', { name: 'Over runs' });
    await over.getByText(/^\d+ runs\.$/).waitFor();
    const count = Number.parseInt(await over.getByText(/^\d+ runs\.$/).innerText(), 10);
    expect(count).toBeGreaterThan(1);
    expect(await over.getByRole('textbox', { name: 'Metric' }).inputValue()).toBe('basic.Mean()');
    await over.getByRole('img', { name: /^basic.Mean\(\) of / }).waitFor();
    await over
      .getByRole('img', { name: `${trackPt} over ${count} runs`, exact: true })
      .click({ position: { x: 70, y: 200 } });
    await page.getByRole('dialog', { name: /Run 366409/ }).waitFor();
  });
});
