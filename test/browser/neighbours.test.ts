/** Links from and to other services, and points of CentralHDQM. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { addConfig, addDataset, addTrend, onDatabase, textSchema } from '../integration/central-hdqm.ts';
import { hdqm } from '../integration/command.ts';
import { hdqmSite } from './site.ts';
import { tracker, tracks } from './trends-page.ts';

const site = hdqmSite();
const oldRuns = [365_001, 365_002, 365_003];
const file = 'DQM_V0001_R000367232__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';

beforeAll(async () => {
  const source = await freshUrl({ empty: true });
  try {
    await onDatabase(source, async (client) => {
      await client.query(textSchema);
      const [config] = await onDatabase(site.databaseUrl, async (own) => {
        const sql = `SELECT subsystem, name, metric, paths -> 'main' ->> 0 AS main FROM config WHERE name = $1 AND subsystem = 'Tracker'`;
        return (await own.query<{ subsystem: string; name: string; metric: string; main: string }>(sql, [tracks])).rows;
      });
      if (!config) throw new Error(`the sample has no config ${tracks}`);
      const dataset = await addDataset(
        client,
        'ZeroBias',
        'PromptReco',
        oldRuns.map((run) => [run, 'Run2023B'] as const),
      );
      const points = oldRuns.map((run, index) => [run, 300 + 20 * index, 5] as const);
      await addTrend(client, dataset, await addConfig(client, 'Configs', config), points);
    });
    const imported = await hdqm(['import', source], { DATABASE_URL: site.databaseUrl });
    expect(imported.stdout).toMatch(/points imported +│ +3 /);
  } finally {
    await dropUrl(source);
  }
});

describe('an imported point', () => {
  const plotPage = `/trends/Tracker/${tracks}?pd=ZeroBias&ps=PromptReco&latest=all`;

  it('is named as such in the panel, which reports why there is no histogram', async () => {
    const { page } = site;
    await page.goto(`${plotPage}&point=${tracks},${oldRuns[1]}`);
    const panel = page.getByRole('dialog');
    await panel.getByText('There is no histogram: the point was imported from CentralHDQM').waitFor();
    await panel.getByText('imported from CentralHDQM', { exact: true }).waitFor();
    expect(await panel.getByRole('link', { name: 'DQM GUI' }).count()).toBe(0);
    await panel.getByText('320').first().waitFor();
  });

  it('is in the table of the plot', async () => {
    const { page } = site;
    await page.goto(`${plotPage}&runs=365001-365003`);
    await page.getByRole('tab', { name: 'Points' }).click();
    await expect.poll(() => page.getByRole('cell', { name: 'imported' }).count()).toBe(3);
  });
});

describe("Run Registry's link", () => {
  const filter =
    'filter=rr&filterValue=run_number%5Band%5D%5B0%5D%5B%3E%5D=367230&run_number%5Band%5D%5B1%5D%5B%3C%5D=367420';

  it('lists its runs, and names the fields that are not followed', async () => {
    const { page } = site;
    await page.goto(`/?${filter}&rr_attributes.state%5B%3D%5D=OPEN`);
    await page.waitForURL((url) => url.pathname === '/runs');
    expect(new URL(page.url()).searchParams.get('runs')).toBe('367231-367419');
    const notice = page.getByText('Run Registry also filters by rr_attributes.state.');
    await notice.waitFor();
    await page.getByRole('link', { name: '367232' }).first().waitFor();
    expect(await page.getByRole('link', { name: '365001' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await notice.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('runs')).toBe('367231-367419');
  });

  it('shows its runs in the trends of a subsystem', async () => {
    const { page } = site;
    await page.goto(`/?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&${filter}`);
    await page.waitForURL((url) => url.pathname === '/trends');
    await page.locator('[data-plot]:has(canvas)').first().waitFor();
    expect(new URL(page.url()).searchParams.get('runs')).toBe('367231-367419');
    expect(await page.getByText('Run Registry also filters').count()).toBe(0);
  });
});

describe('the path of a DQM file', () => {
  const path = `root://eoscms.cern.ch//eos/cms/store/group/comm_dqm/DQMGUI_data/Run2023/ZeroBias/0003672xx/${file}`;

  it('opens its dataset and run in the trends', async () => {
    const { page } = site;
    await page.goto(tracker.replace('ps=PromptReco', 'ps=PromptReco&search=pt'));
    await page.getByRole('searchbox', { name: 'Search' }).fill(path);
    await page.waitForURL((url) => url.searchParams.get('runs') === '367232');
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('search')).toBeNull();
    expect(searchParams.get('pd')).toBe('ZeroBias');
  });

  it('finds its run in the list of runs', async () => {
    const { page } = site;
    await page.goto('/runs');
    await page.locator('input[type="search"]').fill(path);
    await page.getByRole('link', { name: '367232' }).first().waitFor();
    await expect.poll(() => page.getByRole('link', { name: '367406' }).count()).toBe(0);
  });
});

it('the page of a run links to DIALS, CertHelper and the new DQM GUI', async () => {
  const { page } = site;
  await page.goto('/runs/367232');
  await page.getByRole('button', { name: 'More services' }).click();
  const links = page.getByRole('menuitem');
  expect(await links.evaluateAll((items) => items.map((item) => item.getAttribute('href')))).toEqual([
    'https://cmsdials.web.cern.ch/runs/367232',
    'https://dqm-gui.web.cern.ch/?search_run_number=367232&search_dataset_name=',
    'https://certhelper.web.cern.ch/certify/367232/',
  ]);
});
