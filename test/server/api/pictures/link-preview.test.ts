import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkPreview } from '../../../../server/api/pictures/link-preview.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../../store/sections.ts';

let test: TestDatabase;
const log = pino({ level: 'silent' });
const base = 'https://hdqm.example/sub';
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, {
    ...configsOf({ name: 'Mean', title: 'Mean "<script>alert(1)</script>" & $& more' }, { name: 'a/b c' }),
    groups: [
      {
        subsystem: 'Tracker',
        name: 'Both',
        title: 'All of them',
        yTitle: '',
        members: ['Mean'],
        correlation: false,
        file: 'a.ini',
        line: 1,
      },
    ],
  });
  await test.database.dataSource.query(
    `INSERT INTO run (number, fill, class, start_time, recorded_lumi) VALUES (367232, 8880, 'Collisions23', '2023-05-10T08:30:12Z', 45.3333)`,
  );
});
afterAll(() => test.drop());

/** The contents of the tags of a page by their names. */
async function tagsOf(path: string, search = ''): Promise<Record<string, string>> {
  const html = await linkPreview(test.database, log, () => base)(path, search);
  const tags = [...html.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"<>]*)" \/>/g)];
  // Nothing but tags.
  expect(html.replaceAll(/\s*<meta [^<>]*\/>/g, '')).toBe('');
  return Object.fromEntries(tags.map(([, key = '', content = '']) => [key, content]));
}

it('shows a plot with its title, dataset and picture', async () => {
  const tags = await tagsOf('/trends/Tracker/Mean', '?pd=ZeroBias&ps=PromptReco&latest=200');
  expect(tags).toMatchObject({
    'og:title': 'Mean &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot; &amp; $&amp; more · Tracker · HDQM',
    'og:description': 'Trend Mean in ZeroBias PromptReco, run by run',
    'og:image': `${base}/plot/Tracker/Mean.png?pd=ZeroBias&amp;ps=PromptReco&amp;latest=200&amp;width=600&amp;height=315&amp;scale=2`,
    'og:image:width': '1200',
    'og:image:height': '630',
    'og:url': `${base}/trends/Tracker/Mean?pd=ZeroBias&amp;ps=PromptReco&amp;latest=200`,
    'twitter:card': 'summary_large_image',
  });
});

it('shows a group, and names with any character', async () => {
  expect((await tagsOf('/trends/Tracker/group/Both'))['og:image']).toMatch(
    /^https:\/\/hdqm\.example\/sub\/plot\/Tracker\/group\/Both\.png\?/,
  );
  expect((await tagsOf('/trends/Tracker/a%2Fb%20c'))['og:image']).toContain('/plot/Tracker/a%2Fb%20c.png?');
});

it('shows what is known of a run, without a picture', async () => {
  expect(await tagsOf('/runs/367232')).toMatchObject({
    'og:title': 'Run 367232 · HDQM',
    'og:description': 'Collisions23, fill 8880, started 2023-05-10 08:30 UTC, 45.33 /pb recorded',
    'twitter:card': 'summary',
  });
  expect(await tagsOf('/runs/1')).not.toHaveProperty('og:image');
});

it.each([
  ['/', ''],
  ['/runs', '?class=%22%3E%3Cscript%3E'],
  ['/trends/Tracker/None', '?pd=a&ps=b'],
  ['/trends/Tracker/%00', ''],
  ['/trends/Tracker/%E0%A4%A', ''],
  ['/trends/Tracker/Mean/%22%3E%3Cscript%3E', ''],
])('is general for %s%s', async (path, search) => {
  const tags = await tagsOf(path, search);
  expect([tags['og:title'], tags['twitter:card']]).toEqual(['HDQM', 'summary']);
  expect(tags).not.toHaveProperty('og:image');
});

it('leaves out a picture with a very long address', async () => {
  const tags = await tagsOf('/trends/Tracker/Mean', `?runs=${'367232,'.repeat(1000)}`);
  expect(tags['og:title']).toContain('Mean');
  expect(tags).not.toHaveProperty('og:image');
});

it('is general while the database is unavailable, or does not answer', async () => {
  for (const query of [() => Promise.reject(new Error('down')), () => new Promise(() => undefined)]) {
    const database = { dataSource: { query } } as unknown as TestDatabase['database'];
    expect(await linkPreview(database, log, () => base)('/runs/1', '')).toContain('content="HDQM"');
  }
});
