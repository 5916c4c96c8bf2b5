/** Hostile markup in every text that comes from files, configs, services and users: it is shown as text, and nothing of it runs. */
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { client, startIssuer } from '../integration/issuer.ts';
import { hdqmSite } from './site.ts';

/** Set by markup that ran. */
declare global {
  interface Window {
    hacked?: number;
  }
}

/** Appended to every text. Its elements would run when they are inserted as HTML; the quotes would end an attribute. */
const markup = ` "><img src=x onerror="hacked=1"><svg onload="hacked=1"><a href="javascript:hacked=1">`;
/** What a page shows of it. */
const shownMarkup = '<img src=x onerror="hacked=1">';

/** Tricks of Markdown. */
const noteText = [
  'note',
  shownMarkup,
  '',
  '<script>hacked=1</script>',
  '',
  '<details open ontoggle="hacked=1">d</details>',
  '',
  '[one](javascript:hacked=1) [two](&#106;avascript:hacked=1) [three](java&Tab;script:hacked=1) [four](JaVaScRiPt:hacked=1)',
  '',
  '<javascript:hacked=1> [data](data:text/html,<script>hacked=1</script>) [quote](https://x.example/" onmouseover="hacked=1)',
  '',
  '![picture](x" onerror="hacked=1) ![picture](https://x.example/p.png) <a href="javascript:hacked=1">link</a>',
  '',
  '```js"><img src=x onerror="hacked=1">',
  shownMarkup,
  '```',
  '',
  '| a |',
  '|---|',
  '| <svg onload="hacked=1"> |',
  '',
  '<style>body { display: none }</style> <form action="javascript:hacked=1"><input autofocus onfocus="hacked=1"></form>',
].join('\n');

/** Words of a fixed list, keys of other tables, and what is parsed before it is shown. */
const unchanged = new Set([
  'alarm.cause',
  'alarm.severity',
  'alarm.state',
  'alarm_event.kind',
  'config.alarms',
  'config.metric',
  'file.path',
  'file.state',
  'log_line.level',
  'note.kind',
  'note.text',
  'note_event.kind',
  'notification.state',
  'point.failure',
  'run_flag.dataset',
  'run_flag.status',
  'run_quantity.key',
  'run_quantity.service',
  'run_service.service',
  'run_service.state',
  'saved_selection.id',
  'scan.state',
  'worker.role',
  'worker.id',
]);
/** Tables without a text that a page shows. */
const internal = new Set(['derivation', 'judged_file', 'judged_trend', 'migration', 'notification', 'segment']);

let issuer: Awaited<ReturnType<typeof startIssuer>>;
const site = hdqmSite({
  environment: async () => {
    issuer = await startIssuer();
    return {
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.clientId,
      OIDC_CLIENT_SECRET: client.clientSecret,
      SCAN_SCHEDULE: 'off',
    };
  },
});

beforeAll(async () => {
  issuer.register([`${site.base}/login/callback`]);
  const database = new Client({ connectionString: site.databaseUrl });
  await database.connect();
  const run = (text: string, values: unknown[] = []) => database.query(text, values);
  // The scan at the start of the server synchronizes the configs.
  await vi.waitFor(
    async () => {
      const ended = await run(`SELECT FROM scan WHERE state <> 'running'`);
      if (ended.rowCount !== 2) throw new Error('the scan has not ended');
    },
    { timeout: 60_000, interval: 200 },
  );
  const { rows } = await run(
    `SELECT table_name AS "table", column_name AS "column", data_type = 'ARRAY' AS "isList" FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (data_type = 'text' OR udt_name = '_text')`,
  );
  const columns = (rows as { table: string; column: string; isList: boolean }[]).filter(
    ({ table, column }) => !internal.has(table) && !unchanged.has(`${table}.${column}`),
  );
  await run('BEGIN');
  await run(`LOCK TABLE ${[...new Set(columns.map(({ table }) => table))].join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await run(
    `INSERT INTO note (id, first_run, last_run, kind, text, link, new_baseline, author)
     VALUES (gen_random_uuid(), 366000, 371000, 'problem', $1, 'https://x.example/', false, 'author')`,
    [noteText],
  );
  await run(
    `INSERT INTO note_event (note_id, kind, by, comment, before) SELECT id, 'edited', 'editor', NULL, $1 FROM note`,
    [{ text: noteText }],
  );
  await run(`UPDATE alarm SET state = 'acknowledged', acknowledged_by = 'user', comment = 'comment' WHERE id % 2 = 0`);
  await run(
    `INSERT INTO alarm_event (alarm_id, kind, by, comment) SELECT id, 'acknowledged', 'user', 'comment' FROM alarm`,
  );
  await run(`UPDATE config SET description = 'description', contact = 'contact', action = 'action'`);
  await run(`UPDATE config SET problem = 'problem' WHERE id % 5 = 0`);
  await run(
    `INSERT INTO log_line (at, level, message) SELECT now(), 'warn', 'message ' || number FROM generate_series(1, 3) AS number`,
  );
  await run(
    `UPDATE run SET oms = jsonb_build_object($1::text, $1::text), rr = jsonb_build_object($1::text, $1::text)`,
    [markup],
  );
  // Those of one config are read from its file.
  await run(
    `UPDATE config SET paths = (
       SELECT jsonb_object_agg(key, (SELECT jsonb_agg(path || $1::text) FROM jsonb_array_elements_text(value) AS path)) FROM jsonb_each(paths)
     ) WHERE name <> 'NumberOfTrack_mean'`,
    [markup],
  );
  for (const { table, column, isList } of columns) {
    const value = isList ? `ARRAY(SELECT one || $1 FROM unnest(${column}) AS one)` : `${column} || $1`;
    await run(`UPDATE ${table} SET ${column} = ${value} WHERE ${column} IS NOT NULL`, [markup]);
  }
  await run('COMMIT');
  await database.end();
});
afterAll(() => issuer.close());

const subsystem = `Tracker${markup}`;
const [config, dataset] = [`NumberOfTrack_mean${markup}`, { pd: `ZeroBias${markup}`, ps: `PromptReco${markup}` }];
const address = (path: string, parameters: Record<string, string> = {}): string =>
  `${path}?${new URLSearchParams(parameters)}`;
const plotPage = `/trends/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}`;
const point = `${config},370298`;

/** What markup that was inserted as HTML has left. */
async function inserted(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const handlers = ['onerror', 'onload', 'ontoggle', 'onfocus', 'onmouseover'].map((name) => `[${name}]`);
    const elements = [
      'img[src="x"]',
      'img[src*="x.example"]',
      'script:not([src])',
      'iframe',
      'object',
      'embed',
      'main style:not([data-mantine-styles])',
      'form[action^="j"]',
    ];
    const links = ['javascript', 'data', 'vbscript'].map((scheme) => `a[href^="${scheme}:" i]`);
    const found = [...document.querySelectorAll([...handlers, ...elements, ...links].join(', '))].map((element) =>
      element.outerHTML.slice(0, 200),
    );
    return window.hacked === undefined ? found : ['markup ran', ...found];
  });
}

/** Opens an address, waits for a text with the markup, and returns what is no text. Fails where a part of the page shows an error instead. */
async function insertedAt(page: Page, where: string, open?: () => Promise<void>): Promise<string[]> {
  await page.goto(where);
  await open?.();
  await page.getByText(shownMarkup).first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  expect(await page.getByText(/could not be loaded/).allInnerTexts()).toEqual([]);
  return inserted(page);
}

describe('markup', () => {
  it.each([
    ['incidents', '/'],
    ['known incidents', address('/', { state: 'acknowledged' })],
    ['an incident', address('/', { incident: '369869' })],
    ['anomalies', address('/anomalies', { threshold: '1' })],
    ['trends', address('/trends', { subsystem, ...dataset })],
    ['the page of a plot', address(plotPage, dataset)],
    ['the points of a plot', address(plotPage, { ...dataset, part: 'points' })],
    ['the config of a plot', address(plotPage, { ...dataset, part: 'config' })],
    ['a run', '/runs/370298'],
    ['runs', '/runs'],
    ['notes', '/notes'],
    ['configs', address('/configs', { subsystem })],
    ['scans', '/scans'],
  ])('is shown as text on the page of %s', async (_, where) => {
    expect(await insertedAt(site.page, where)).toEqual([]);
  });

  it('is shown as text in the panel of a point, and in the titles of its histogram', async () => {
    const { page } = site;
    let changed = 0;
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      if (!text.includes('"monitorElements"')) return route.fulfill({ response, body: text });
      const escaped = JSON.stringify(JSON.stringify(markup).slice(1, -1)).slice(1, -1);
      const body = text.replaceAll(/(\\?"f(?:Title|Name)\\?":\\?")/g, (name) => {
        changed += 1;
        return `${name}${name.startsWith('\\') ? escaped : JSON.stringify(markup).slice(1, -1)}`;
      });
      return route.fulfill({ response, body });
    });
    const found = await insertedAt(page, address(plotPage, { ...dataset, point }), async () => {
      await page.locator('[data-state="drawn"]').first().waitFor();
      await page.locator('[data-note]').getByText('History').click();
      await page.getByText(/attributes from OMS/).click();
    });
    expect(found).toEqual([]);
    expect(changed).toBeGreaterThan(0);
    expect(await page.locator('[data-run]').innerText()).toContain(shownMarkup);
  });

  it('is shown as text in the tooltip of a run, with its notes', async () => {
    const { page } = site;
    const found = await insertedAt(page, address(plotPage, dataset), async () => {
      await page.locator('.plot-area').first().hover();
      await page.getByRole('tooltip').getByText('problem').waitFor();
    });
    expect(found).toEqual([]);
    expect(await page.getByRole('tooltip').innerText()).toContain('"><img src=x');
  });

  it('in the Markdown of a note leaves its text and web links only', async () => {
    const { page } = site;
    expect(await insertedAt(page, '/notes')).toEqual([]);
    const text = page.locator('[data-note] .markdown');
    await text.locator('table').waitFor();
    expect(await text.innerText()).toContain('<script>hacked=1</script>');
    const links = await text
      .locator('a[href]')
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('rel'), link.getAttribute('target')]),
      );
    expect(links.length).toBeGreaterThan(0);
    for (const [href, rel, target] of links) {
      expect(href).toMatch(/^https:\/\/x\.example\//);
      expect([rel, target]).toEqual(['noopener noreferrer', '_blank']);
    }
    for (const link of await text.locator('a').all()) await link.dispatchEvent('click');
    expect(await inserted(page)).toEqual([]);
  });

  it('in the parameters of an address is shown as text', async () => {
    const { page } = site;
    for (const where of [
      address('/trends', { subsystem: markup, pd: markup, ps: markup, runs: markup, search: markup }),
      address('/trends', { subsystem, ...dataset, search: markup }),
      address(plotPage, { ...dataset, runs: `370000-370400,${markup}`, point: markup }),
      address('/notes', { search: markup, author: markup, system: markup }),
      address('/runs', { search: markup, class: markup, era: markup }),
      address('/configs', { subsystem: markup, search: markup }),
      address('/metrics', { search: markup }),
      address('/configs/new', {
        subsystem: markup,
        ...dataset,
        name: markup,
        ini: `[plot:${markup}]\nmetric = ${markup}`,
      }),
      address('/', { system: markup }),
    ]) {
      await page.goto(where);
      await page.waitForLoadState('networkidle');
      expect([where, await inserted(page)]).toEqual([where, []]);
    }
  });

  it('in the name of a user is shown as text', async () => {
    issuer.account = { sub: 'eve', name: `Eve${markup}` };
    const page = await site.open('/login?to=/scans');
    await page.getByText(`Eve${markup}`).first().waitFor();
    expect(await inserted(page)).toEqual([]);
  });
});
