/** Drafts over HTTP, checked against the configs of the database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type WebServer } from '../../../../../../server/api/server.ts';
import type { App } from '../../../../../../server/app/app.ts';
import { readSettings } from '../../../../../../server/app/settings.ts';
import { freshDatabase, type TestDatabase } from '../../../../../database.ts';
import { serverOptions } from '../../../../../integration/server-context.ts';
import { openAlarm } from '../../../../store/alarm-rows.ts';

let test: TestDatabase;
let server: WebServer;
beforeAll(async () => {
  test = await freshDatabase();
  await openAlarm(test.database, { run: 1 }); // its config is Tracker's plot_0
  const settings = readSettings({
    CONFIG_EDIT_URL: 'https://git.example.org/new?name={subsystem}/{name}.ini&value={text}',
  });
  const app = { settings } as unknown as App;
  const jobs = { app, openWorker: () => Promise.reject(new Error('not expected')) };
  server = await startServer(serverOptions(test.database, { jobs }), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

interface Answer {
  readonly data?: { readonly draft: unknown; readonly metrics: unknown } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function send(query: string, variables: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  return (await response.json()) as Answer;
}

const draft = (text: string, fields: string): Promise<Answer> =>
  send(`query ($text: String!) { draft(subsystem: "Tracker", text: $text) { ${fields} } }`, { text });

const text = `[plot:plot_0]
metric = basic.BinCount(3, True)
relativePath = /A/b
               A/c
yTitle = y [cm]
plotTitle = Title
applyThreshold = yes
threshold = 10
description = What it shows
warning = 0..2
error.Cosmics = ..5
alarm = limits
minEntries = 100
`;

describe('a draft', () => {
  it('has its configs as the server reads them', async () => {
    const all = `configCount groups problems { message } configs { name title yTitle metric metricId arguments paths threshold referenceRun description
      contact action limits { severity scope min max } alarms minEntries line isDefined }`;
    expect(await draft(text, all)).toEqual({
      data: {
        draft: {
          configCount: 1,
          groups: [],
          problems: [],
          configs: [
            {
              name: 'plot_0',
              title: 'Title',
              yTitle: 'y [cm]',
              metric: 'basic.BinCount(3, True)',
              metricId: 'basic.BinCount',
              arguments: [3, true],
              paths: { main: ['A/b', 'A/c'] },
              threshold: 10,
              referenceRun: null,
              description: 'What it shows',
              contact: null,
              action: null,
              limits: [
                { severity: 'warning', scope: null, min: 0, max: 2 },
                { severity: 'error', scope: 'Cosmics', min: null, max: 5 },
              ],
              alarms: ['limits'],
              minEntries: 100,
              line: 1,
              isDefined: true,
            },
          ],
        },
      },
    });
  });

  it('may be broken or empty, and refer to configs of the config files', async () => {
    const fields =
      'configCount problems { line message suggestion names } sections { kind name line endLine entries { key value line } }';
    expect((await draft('[plot:new]\nmetric = basic.Maen()\nrelativePath = A/b\nyTitle = y\n', fields)).data).toEqual({
      draft: {
        configCount: 0,
        problems: [{ line: 2, message: 'unknown metric basic.Maen', suggestion: 'basic.Mean', names: ['new'] }],
        sections: [
          {
            kind: 'plot',
            name: 'new',
            line: 1,
            endLine: 5,
            entries: [
              { key: 'metric', value: 'basic.Maen()', line: 2 },
              { key: 'relativePath', value: 'A/b', line: 3 },
              { key: 'yTitle', value: 'y', line: 4 },
            ],
          },
        ],
      },
    });
    expect((await draft('', fields)).data).toEqual({ draft: { configCount: 0, problems: [], sections: [] } });
    expect((await draft('\0', fields)).data).toMatchObject({ draft: { problems: [{ line: 1 }] } });
    expect((await draft('[limits:plot_0]\nerror = 1..\n', fields)).data).toMatchObject({ draft: { problems: [] } });
    expect((await draft('[limits:plot_1]\nerror = 1..\n', fields)).data).toMatchObject({
      draft: { problems: [{ line: 1, suggestion: 'plot_0' }] },
    });
  });

  it('selects configs by name, and limits their number', async () => {
    const family = text.replace('plot_0', 'P${i}') + 'for.i = 1..500\n';
    const names = async (selection: string): Promise<unknown> =>
      (await draft(family, `configCount configs${selection} { name isDefined }`)).data;
    expect(await names('(names: ["P7", "P499", "P501"])')).toEqual({
      draft: { configCount: 500, configs: ['P7', 'P499'].map((name) => ({ name, isDefined: false })) },
    });
    expect(await names('(limit: 2)')).toMatchObject({ draft: { configs: [{ name: 'P1' }, { name: 'P2' }] } });
    expect(await names('')).toMatchObject({ draft: { configs: { length: 200 } } });
  });

  it('is rejected if it is too long', async () => {
    const { errors } = await draft('#'.repeat(65_537), 'configCount');
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^the draft has 65537 characters, max. 65536/),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('has the link that makes a file of it', async () => {
    expect((await draft('[plot:a]\n', 'editUrl mine: editUrl(name: "b")')).data).toEqual({
      draft: {
        editUrl: 'https://git.example.org/new?name=Tracker/a.ini&value=%5Bplot%3Aa%5D%0A',
        mine: 'https://git.example.org/new?name=Tracker/b.ini&value=%5Bplot%3Aa%5D%0A',
      },
    });
  });
});

it('metrics have the JSON schemas of their parameters', async () => {
  const { data } = await send('{ metrics { id parameters { name isOptional schema } inputs { name isOptional } } }');
  const metrics = data?.metrics as {
    id: string;
    parameters: { name: string; isOptional: boolean; schema: object }[];
  }[];
  const binCount = metrics.find(({ id }) => id === 'basic.BinCount');
  expect(binCount).toMatchObject({
    parameters: [
      { isOptional: false, schema: { anyOf: [{ type: 'integer' }, { type: 'string' }] } },
      { isOptional: true, schema: { type: 'boolean', default: false } },
    ],
    inputs: [{ name: 'main', isOptional: false }],
  });
});
