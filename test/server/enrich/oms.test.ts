import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../server/enrich/service-error.ts';
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
    expect(Object.keys(columns)).toHaveLength(17);
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

  it('rejects only the runs with invalid rows', async () => {
    const row = (run: number, units: string | null) => ({
      attributes: { run_number: run, recorded_lumi: 1 },
      meta: { row: { recorded_lumi: { units } } },
    });
    const odd = { attributes: { run_number: 8, start_time: 'yesterday' } };
    const { oms } = await stand({
      answers: () => ({ ...answers(), runs: [row(5, 'furlong'), row(6, 'pb^{-1}'), row(7, null), odd] }),
    });
    const { known, unusable } = await oms.fetchRuns(range(5, 8));
    expect(known.get(6)?.recordedLumi).toBe(1);
    expect(known.get(7)?.recordedLumi).toBeNull();
    expect(unusable.get(5)).toBe("invalid response of OMS: unknown unit of luminosity 'furlong'");
    expect(unusable.get(8)).toMatch(/^invalid response of OMS: attributes\.start_time: /);
  });

  it('is queried page by page', async () => {
    const runs = Array.from({ length: 1000 }, (_, index) => ({ attributes: { run_number: 1 + index } }));
    const { oms, standIn } = await stand({ answers: () => ({ ...answers(), runs }) });
    expect((await oms.fetchRuns(range(1, 1000))).known.size).toBe(1000);
    expect(standIn.requests.oms).toBe(2);
  });

  it('stops when the server ignores the page', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ attributes: { run_number: 1 + index } }));
    const { oms } = await stand({
      override: (service, _request, response) => {
        if (service === 'oms') response.end(JSON.stringify({ data: rows }));
        return service === 'oms';
      },
    });
    await expect(oms.fetchRuns(range(1, 1000))).rejects.toThrow(
      'OMS query for runs 1 to 1000 failed: more rows than requested',
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
