import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../server/enrich/service-error.ts';
import type { RequestOverride } from '../../../server/enrich/stand-in.ts';
import { answers, range, stand } from './stand-in.ts';

describe('OMS', () => {
  it('returns a run with its fill', async () => {
    const { oms } = await stand();
    const { known, unusable } = await oms.fetchRuns(range(366380, 366411));
    expect([...known.keys()]).toEqual([366380, 366409, 366411]);
    expect(unusable.size).toBe(0);
    expect(known.get(366409)).toMatchObject({
      fill: 8691,
      era: 'Run2023B',
      injectionScheme: '25ns_2452b_2440_1909_1943_248bpi_12inj',
      fillType: 'PROTONS',
      stableBeam: true,
      startTime: new Date('2023-05-19T03:48:20Z'),
      endTime: new Date('2023-05-19T05:36:04Z'),
      durationSeconds: 6464,
      deliveredLumi: 49.1298,
      recordedLumi: 47.2402,
      bField: 3.8,
      energy: 6800,
      l1Key: 'l1_trg_collisions2023/v142',
      hltKey: '/cdaq/physics/Run2023/2e34/v1.2.3',
      l1Rate: 98500,
      hltPhysicsRate: 1720,
      raw: { attributes: { run_number: 366409 }, meta: { row: {} }, fill: { fill_number: 8691 } },
    });
    expect(known.get(366380)).toMatchObject({ fill: null, era: null, recordedLumi: null });
  });

  it('returns nothing for an unknown run', async () => {
    const { oms } = await stand();
    expect((await oms.fetchRuns(range(1))).known.size).toBe(0);
  });

  it('accepts null for every attribute', async () => {
    const attributes = { ...answers().runs[0]?.attributes };
    const nothing = Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
    const { oms } = await stand({
      answers: () => ({ ...answers(), runs: [{ attributes: { ...nothing, run_number: 5 }, meta: null }] }),
    });
    const run = (await oms.fetchRuns(range(5))).known.get(5);
    const { raw, ...columns } = run ?? { raw: {} };
    expect(Object.values(columns).every((value) => value === null)).toBe(true);
    expect(Object.keys(columns)).toHaveLength(18);
    expect(raw).toEqual({ attributes: { ...nothing, run_number: 5 }, meta: null, fill: null });
  });

  it.each([
    ['b^{-1}', 2e12],
    ['mb^{-1}', 2e9],
    ['ub^{-1}', 2e6],
    ['nb^{-1}', 2000],
    ['pb^{-1}', 2],
    ['fb^{-1}', 0.002],
  ])('returns luminosities in 1/pb for any unit: %s', async (units, recorded) => {
    const meta = { row: { recorded_lumi: { units }, delivered_lumi: { units: 'pb^{-1}' } } };
    const attributes = { run_number: 5, recorded_lumi: recorded, delivered_lumi: 3 };
    const { oms } = await stand({ answers: () => ({ ...answers(), runs: [{ attributes, meta }] }) });
    const run = (await oms.fetchRuns(range(5))).known.get(5);
    expect(run?.recordedLumi).toBeCloseTo(2, 12);
    expect(run?.deliveredLumi).toBe(3);
  });

  it('leaves out only attributes that are invalid, with the reason', async () => {
    const row = (run: number, units: string | null) => ({
      attributes: { run_number: run, recorded_lumi: 1 },
      meta: { row: { recorded_lumi: { units } } },
    });
    const odd = { attributes: { run_number: 8, start_time: 'yesterday', fill_number: 3e9, energy: 6800 }, meta: [5] };
    const { oms } = await stand({
      answers: () => ({ ...answers(), runs: [row(5, 'furlong'), row(6, 'pb^{-1}'), row(7, null), odd] }),
    });
    const { known, unusable, incomplete } = await oms.fetchRuns(range(5, 8));
    expect(unusable.size).toBe(0);
    expect(known.get(5)).toMatchObject({ recordedLumi: null, raw: { attributes: { recorded_lumi: 1 } } });
    expect(known.get(6)?.recordedLumi).toBe(1);
    expect(known.get(7)?.recordedLumi).toBeNull();
    expect(known.get(8)).toMatchObject({ startTime: null, fill: null, energy: 6800 });
    expect([...incomplete.keys()]).toEqual([5, 8]);
    expect(incomplete.get(5)).toEqual({
      reason: "invalid response of OMS: recorded_lumi: unknown unit of luminosity 'furlong'",
      retry: false,
    });
    expect(incomplete.get(8)?.reason).toMatch(
      /^invalid response of OMS: fill_number: .*; invalid response of OMS: start_time: /,
    );
  });

  it.each(['{\\mu}b^{-1}', '\\mu b^{-1}', '/ub'])('returns heavy-ion runs, whose unit is %s', async (units) => {
    const attributes = { run_number: 387854, recorded_lumi: 5.469869, delivered_lumi: 6.628991 };
    const meta = { row: { recorded_lumi: { units }, delivered_lumi: { units } } };
    const { oms } = await stand({ answers: () => ({ ...answers(), runs: [{ attributes, meta }] }) });
    const { known, incomplete } = await oms.fetchRuns(range(387854));
    expect(known.get(387854)?.recordedLumi).toBeCloseTo(5.469869e-6, 15);
    expect(known.get(387854)?.deliveredLumi).toBeCloseTo(6.628991e-6, 15);
    expect(incomplete.size).toBe(0);
  });

  it.each<[string, (response: Parameters<RequestOverride>[2]) => unknown, RegExp]>([
    [
      'absent',
      (response) => response.writeHead(404).end('{}'),
      /^OMS query for fill 8691 failed: answered 404 Not Found$/,
    ],
    ['failing', (response) => response.writeHead(500).end('{}'), /^OMS query for fill 8691 failed: answered 500/],
    ['no JSON', (response) => response.end('<html>'), /^OMS query for fill 8691 failed: .*instead of JSON$/],
    ['no list', (response) => response.end('{"data":5}'), /^OMS query for fill 8691 failed: invalid response: data: /],
    ['without numbers', (response) => response.end('{"data":[{}]}'), /^OMS query for fill 8691 failed: invalid resp/],
  ])('returns runs without era and scheme where the answer for fills is %s', async (_name, answer, reason) => {
    const { oms } = await stand({
      override: (_service, request, response) => {
        if (request.url?.includes('/fills') !== true) return false;
        answer(response);
        return true;
      },
    });
    const { known, incomplete } = await oms.fetchRuns(range(366409));
    expect(known.get(366409)).toMatchObject({ fill: 8691, recordedLumi: 47.2402 });
    expect(known.get(366409)).not.toHaveProperty('era');
    expect(known.get(366409)).not.toHaveProperty('injectionScheme');
    expect(incomplete.get(366409)).toEqual({ reason: expect.stringMatching(reason), retry: true });
  });

  it('leaves out only an invalid attribute of a fill', async () => {
    const fills = [{ attributes: { fill_number: 8691, era: 'Run2023B', injection_scheme: 25 } }];
    const { oms } = await stand({ answers: () => ({ ...answers(), fills }) });
    const { known, incomplete } = await oms.fetchRuns(range(366409));
    expect(known.get(366409)).toMatchObject({ era: 'Run2023B', injectionScheme: null });
    expect(incomplete.get(366409)?.reason).toMatch(/^invalid response of OMS: injection_scheme: /);
  });

  const manyRuns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ attributes: { run_number: 1 + index } }));
  /** Answers of an OMS that returns at most 30 rows, whatever was requested. */
  const capped =
    (count: number, linksOf: (offset: number) => object): RequestOverride =>
    (service, request, response) => {
      if (service !== 'oms') return false;
      const offset = Number(new URL(request.url ?? '', 'http://oms').searchParams.get('page[offset]'));
      response.end(JSON.stringify({ data: manyRuns(count).slice(offset, offset + 30), ...linksOf(offset) }));
      return true;
    };

  it('is queried until it has returned every run', async () => {
    const { oms, standIn } = await stand({ answers: () => ({ ...answers(), runs: manyRuns(1000) }) });
    expect((await oms.fetchRuns(range(1, 1000))).known.size).toBe(1000);
    expect(standIn.requests.oms).toBe(1);
  });

  it('is queried until a page is empty where it returns shorter pages than requested', async () => {
    const { oms, standIn } = await stand({ override: capped(130, () => ({})) });
    expect((await oms.fetchRuns(range(1, 200))).known.size).toBe(130);
    expect(standIn.requests.oms).toBe(6);
  });

  it.each(['http://internal.invalid', ''])(
    'follows the link to the next page, on its own host (link to %s)',
    async (host) => {
      const { oms, standIn } = await stand({
        override: capped(130, (offset) => ({
          links: { next: offset + 30 < 130 ? `${host}/agg/api/v1/runs?page[offset]=${offset + 30}` : null },
        })),
      });
      expect((await oms.fetchRuns(range(1, 200))).known.size).toBe(130);
      expect(standIn.requests.oms).toBe(5);
    },
  );

  it('stops when the server ignores the page or the filter', async () => {
    const ignoring =
      (rows: object[]): RequestOverride =>
      (service, _request, response) => {
        if (service === 'oms') response.end(JSON.stringify({ data: rows }));
        return service === 'oms';
      };
    const page = await stand({ override: ignoring(manyRuns(40)) });
    expect((await page.oms.fetchRuns(range(1, 1000))).known.size).toBe(40);
    expect(page.standIn.requests.oms).toBe(2);
    const filter = await stand({ override: ignoring(manyRuns(1000)) });
    await expect(filter.oms.fetchRuns(range(1, 100))).rejects.toThrow(
      'OMS query for runs 1 to 100 failed: more rows than requested',
    );
  });

  it('aborts by signal', async () => {
    const { oms } = await stand({ override: (service) => service === 'oms' });
    const stop = new AbortController();
    const fetching = oms.fetchRuns(range(1), stop.signal);
    stop.abort();
    await expect(fetching).rejects.toThrow(ServiceError);
  });
});
