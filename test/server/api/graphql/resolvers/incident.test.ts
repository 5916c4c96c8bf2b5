import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type WebServer } from '../../../../../server/api/server.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';
import { serverOptions } from '../../../../integration/server-context.ts';
import { openAlarm } from '../../../store/alarm-rows.ts';

let test: TestDatabase;
let server: WebServer;
/** IDs of alarms: one of run 100, two of run 200 in two subsystems, an error of run 300, a resolved one of run 400. */
let ids: number[];
beforeAll(async () => {
  test = await freshDatabase();
  ids = [];
  for (const alarm of [
    { run: 100 },
    { run: 200 },
    { run: 200, subsystem: 'Pixel' },
    { run: 300, severity: 'error' },
    { run: 400, state: 'resolved' },
  ] as const)
    ids.push(await openAlarm(test.database, alarm));
  await test.database.dataSource.query("UPDATE alarm SET resolved_at = now() WHERE state = 'resolved'");
  server = await startServer(serverOptions(test.database), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function send(query: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as Answer;
}

describe('incidents', () => {
  it('are listed by state, errors first and then those with the most alarms', async () => {
    expect((await send('{ incidents { total items { run severity new name subsystems } } }')).data).toEqual({
      incidents: {
        total: 3,
        items: [
          { run: 300, severity: 'error', new: 1, name: 'Tracker plot_3 in ZeroBias', subsystems: ['Tracker'] },
          {
            run: 200,
            severity: 'warning',
            new: 2,
            name: 'Tracker plot_1, Pixel plot_2 in ZeroBias',
            subsystems: ['Tracker', 'Pixel'],
          },
          { run: 100, severity: 'warning', new: 1, name: 'Tracker plot_0 in ZeroBias', subsystems: ['Tracker'] },
        ],
      },
    });
    expect((await send('{ incidents(state: resolved) { total items { run resolved } } }')).data).toEqual({
      incidents: { total: 1, items: [{ run: 400, resolved: 1 }] },
    });
  });

  it('are counted on all pages, also beyond the last one', async () => {
    expect((await send('{ incidents(offset: 1, limit: 1) { total items { run } } }')).data).toEqual({
      incidents: { total: 3, items: [{ run: 200 }] },
    });
    expect((await send('{ incidents(offset: 9) { total items { run } } }')).data).toEqual({
      incidents: { total: 3, items: [] },
    });
  });

  it('have the alarms that pass the filters', async () => {
    const fields = 'total name alarms { id summary trend { config { name } } }';
    expect((await send(`{ incident(run: 200, subsystem: "Pixel") { ${fields} } }`)).data).toEqual({
      incident: {
        total: 1,
        name: 'Pixel plot_2 in ZeroBias',
        alarms: [
          {
            id: String(ids[2]),
            summary: 'level from 15,020 to 14,310 (-4.7 %, 12 σ)',
            trend: { config: { name: 'plot_2' } },
          },
        ],
      },
    });
    expect((await send('{ incident(run: 200, primaryDataset: "Muon0") { run } }')).data).toEqual({ incident: null });
    expect((await send('{ incidents(subsystem: "Pixel") { total items { run total } } }')).data).toEqual({
      incidents: { total: 1, items: [{ run: 200, total: 1 }] },
    });
  });
});

describe('an edit of alarms', () => {
  const state = 'id state acknowledgedBy comment muted untilRun';
  const events = 'events { kind by comment run }';

  it('acknowledges those of an incident in a subsystem, and revokes it', async () => {
    const select = 'alarms: { incident: 200, subsystem: "Pixel" }';
    const acknowledged = await send(
      `mutation { acknowledgeAlarms(${select}, comment: " seen ", mute: true, untilRun: 250) { ${state} } }`,
    );
    const id = String(ids[2]);
    const row = {
      id,
      state: 'acknowledged',
      acknowledgedBy: 'local user',
      comment: 'seen',
      muted: true,
      untilRun: 250,
    };
    expect(acknowledged.data).toEqual({ acknowledgeAlarms: [row] });
    expect((await send('{ incident(run: 200) { state new acknowledged } }')).data).toEqual({
      incident: { state: 'new', new: 1, acknowledged: 1 },
    });
    const reopened = await send(`mutation { reopenAlarms(${select}, comment: "again") { ${state} ${events} } }`);
    expect(reopened.data).toEqual({
      reopenAlarms: [
        {
          id,
          state: 'new',
          acknowledgedBy: null,
          comment: null,
          muted: false,
          untilRun: null,
          events: [
            { kind: 'opened', by: null, comment: null, run: null },
            { kind: 'muted', by: 'local user', comment: 'seen', run: 250 },
            { kind: 'reopened', by: 'local user', comment: 'again', run: null },
          ],
        },
      ],
    });
  });

  it('returns those that it changed only', async () => {
    const all = `alarms: { ids: ${JSON.stringify(ids.map(String))} }`;
    expect((await send(`mutation { reopenAlarms(${all}, comment: "x") { id } }`)).data).toEqual({ reopenAlarms: [] });
    const set = await send(
      `mutation { setBaseline(alarms: { ids: ["${ids[0]}", "${ids[4]}"] }, comment: "x") { id } }`,
    );
    expect(set.data).toEqual({ setBaseline: [{ id: String(ids[0]) }] });
  });

  it.each([
    ['alarms: { incident: 200 }, comment: "  "', /^comment has 0 characters/],
    [`alarms: { incident: 200 }, comment: "${'x'.repeat(2001)}"`, /^comment has 2001 characters/],
    ['alarms: {}, comment: "x"', /^alarms must have either ids or an incident$/],
    ['alarms: { ids: ["1"], incident: 200 }, comment: "x"', /^alarms must have either ids or an incident$/],
    ['alarms: { ids: ["1"] }, comment: "x", untilTime: "2020-01-01T00:00:00Z"', /must be in the future$/],
  ])('is rejected with %s', async (list, message) => {
    const { errors } = await send(`mutation { acknowledgeAlarms(${list}) { id } }`);
    expect(errors).toMatchObject([
      { message: expect.stringMatching(message) as string, extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

it('steps are listed by run with their trends, and counted beyond the last page', async () => {
  const [{ trend = 0 } = {}] = await test.database.dataSource.query<{ trend?: number }[]>(
    'SELECT trend_id AS trend FROM alarm WHERE id = $1',
    [ids[2]],
  );
  await test.database.dataSource.query(
    `INSERT INTO segment VALUES ($1, 50, 149, 9, 1, 1, NULL, NULL, NULL), ($1, 150, 199, 9, 2, 2, 1, 2, 12), ($1, 200, 250, 9, 3, 3, 2, 3, 9)`,
    [trend],
  );
  expect(
    (await send('{ steps(since: 150) { total items { run before after significance trend { id } } } }')).data,
  ).toEqual({
    steps: {
      total: 2,
      items: [
        { run: 200, before: 2, after: 3, significance: 9, trend: { id: String(trend) } },
        { run: 150, before: 1, after: 2, significance: 12, trend: { id: String(trend) } },
      ],
    },
  });
  expect((await send('{ steps(since: 151, offset: 5) { total items { run } } }')).data).toEqual({
    steps: { total: 1, items: [] },
  });
  expect((await send('{ steps(subsystem: "Tracker") { total } }')).data).toEqual({ steps: { total: 0 } });
  expect((await send(`{ trend(id: "${trend}") { segments { firstRun runs } alarms { id } } }`)).data).toEqual({
    trend: {
      segments: [
        { firstRun: 50, runs: 9 },
        { firstRun: 150, runs: 9 },
        { firstRun: 200, runs: 9 },
      ],
      alarms: [{ id: String(ids[2]) }],
    },
  });
});
