import { describe, expect, it } from 'vitest';
import { requireSignificanceRules } from '../../../server/app/rules/significance.ts';
import { judgeRun, readRun } from '../../../server/enrich/run-registry.ts';
import { answers, range, recorded, stand } from './stand-in.ts';

const { rules } = await requireSignificanceRules([]);

describe('Run Registry', () => {
  it('returns recorded runs, those flagged as not significant included', async () => {
    const { registry } = await stand();
    const { known, unusable } = await registry.fetchRuns(range(355555, 355556));
    expect(unusable.size).toBe(0);
    expect(known.get(355555)).toEqual({
      class: 'Cosmics22',
      state: 'SIGNOFF',
      lumisections: 381,
      flags: { online: readRun(recorded[0])?.flags, datasets: [] },
      raw: recorded[0],
    });
    expect(readRun(recorded[0])?.flags).toHaveLength(25);
    expect(known.get(355556)).toMatchObject({ class: 'Commissioning22' });
    const reasons = await Promise.all(
      [355555, 355556, 366411].map(async (run) => {
        const { known: found } = await registry.fetchRuns(range(run));
        return judgeRun(found.get(run)?.raw, null, rules);
      }),
    );
    expect(reasons).toEqual([
      { significant: true, reason: 'cosmic run of 8910 s' },
      { significant: false, reason: 'no significance rule for class Commissioning22' },
      { significant: false, reason: 'flagged as not significant in Run Registry' },
    ]);
    expect(judgeRun({}, 5, rules)).toBeUndefined();
  });

  it('is queried until it has returned every run where it returns shorter pages than requested', async () => {
    const runs = Array.from({ length: 130 }, (_, index) => ({ ...recorded[0], run_number: 1 + index }));
    const { registry } = await stand({
      override: (service, _request, response, body) => {
        if (service !== 'rr') return false;
        const { page } = JSON.parse(body) as { page: number };
        response.end(JSON.stringify({ runs: runs.slice(30 * page, 30 * page + 30), pages: 1, count: 130 }));
        return true;
      },
    });
    expect((await registry.fetchRuns(range(1, 200))).known.size).toBe(130);
  });

  it('is queried by range and page, without a filter on significance', async () => {
    const bodies: unknown[] = [];
    const runs = Array.from({ length: 700 }, (_, index) => ({ ...recorded[0], run_number: 1 + index }));
    const { registry, standIn } = await stand({
      answers: () => ({ ...answers(), registry: runs }),
      override: (service, request) => {
        if (service === 'rr') bodies.push(request.method, request.headers['content-type']);
        return false;
      },
    });
    expect((await registry.fetchRuns(range(1, 700))).known.size).toBe(700);
    expect(standIn.requests.rr).toBe(2);
    expect(new Set(bodies)).toEqual(new Set(['POST', 'application/json']));
  });

  it('reports the error message of a rejected request', async () => {
    const { registry } = await stand({
      override: (service, _request, response) => {
        if (service !== 'rr') return false;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"err":"filter is wrong"}');
        return true;
      },
    });
    await expect(registry.fetchRuns(range(1))).rejects.toThrow(
      'Run Registry query for run 1 failed: request rejected: filter is wrong',
    );
  });

  it('is not queried for pages beyond the last', async () => {
    const { registry, standIn } = await stand({
      override: (service, _request, response) => {
        if (service === 'rr') response.end(JSON.stringify({ runs: [], pages: 1e9, count: 1e12 }));
        return service === 'rr';
      },
    });
    expect((await registry.fetchRuns(range(1))).known.size).toBe(0);
    expect(standIn.requests.rr).toBe(1);
  });

  it('accepts null for every attribute, and rejects only invalid runs', async () => {
    const nothing = {
      run_number: 5,
      oms_attributes: null,
      rr_attributes: { class: null, state: null, significant: null },
    };
    const odd = { run_number: 6, rr_attributes: { class: 7 } };
    const { registry } = await stand({ answers: () => ({ ...answers(), registry: [nothing, odd] }) });
    const { known, unusable } = await registry.fetchRuns(range(5, 6));
    expect(known.get(5)).toMatchObject({ class: null, state: null });
    expect(judgeRun(known.get(5)?.raw, 5, rules)?.reason).toBe('flagged as not significant in Run Registry');
    expect(unusable.get(6)).toMatch(/^invalid response of Run Registry: rr_attributes\.class: /);
  });

  describe('datasets', () => {
    const run = { ...recorded[0], run_number: 7 };
    const of = (name: string, columns: object, number = 7) => ({
      run_number: number,
      name,
      dataset_attributes: { global_state: 'OPEN' },
      Run: { rr_attributes: {}, oms_attributes: {} },
      DatasetTripletCache: { triplet_summary: columns, dcs_summary: {} },
    });
    const good = { 'dt-dt': { GOOD: 9, EMPTY: 1, comments: [], causes: [] } };
    const patterns = ['/PromptReco/*/DQM', '/Express/Cosmics22/DQM'];

    it('are not queried where none is configured', async () => {
      const { registry, standIn } = await stand({ answers: () => ({ ...answers(), registry: [run] }) });
      expect((await registry.fetchRuns(range(7))).known.get(7)?.flags.datasets).toEqual([]);
      expect(standIn.requests.rr).toBe(1);
    });

    it('have flags beside those of the run; other datasets are left out', async () => {
      const filters: unknown[] = [];
      const names = ['online', '/PromptReco/Cosmics22/DQM', '/Express/Cosmics22/DQM', '/Express/Other/DQM'];
      const { registry } = await stand({
        datasets: patterns,
        answers: () => ({
          ...answers(),
          registry: [run],
          datasets: [...names.map((name) => of(name, good)), of('/PromptReco/Cosmics22/DQM', good, 6)],
        }),
        override: (_service, request, _response, body) => {
          if (request.url === '/api/datasets_filtered_ordered')
            filters.push((JSON.parse(body) as { filter: object }).filter);
          return false;
        },
      });
      const { known, incomplete } = await registry.fetchRuns(range(7));
      expect(known.get(7)?.flags.datasets).toMatchObject([
        { dataset: '/PromptReco/Cosmics22/DQM', column: 'dt-dt', status: 'GOOD', goodShare: 1 },
        { dataset: '/Express/Cosmics22/DQM', column: 'dt-dt' },
      ]);
      expect(incomplete.size).toBe(0);
      expect(filters).toEqual([
        {
          run_number: { and: [{ '>=': 7 }, { '<=': 7 }] },
          name: { or: [{ like: '/PromptReco/%/DQM' }, { like: '/Express/Cosmics22/DQM' }] },
        },
      ]);
    });

    it('that Run Registry does not answer for leave the run known, and have it queried again', async () => {
      const { registry } = await stand({
        datasets: patterns,
        answers: () => ({ ...answers(), registry: [run] }),
        override: (_service, request, response) => {
          if (request.url !== '/api/datasets_filtered_ordered') return false;
          response.writeHead(500).end();
          return true;
        },
      });
      const { known, incomplete } = await registry.fetchRuns(range(7));
      expect(known.get(7)?.flags.datasets).toBeUndefined();
      expect(incomplete.get(7)).toEqual({
        reason: 'Run Registry query for datasets of run 7 failed: answered 500 Internal Server Error',
        retry: true,
      });
    });
  });

  it('reports malformed flags of a run, which is known without them', async () => {
    const cache = { triplet_summary: { 'dt-dt': { GOOD: 'all' }, 'csc-csc': { GOOD: 3 } } };
    const runs = [
      { ...recorded[0], run_number: 5, DatasetTripletCache: cache },
      { ...recorded[0], run_number: 6, DatasetTripletCache: { triplet_summary: [1] } },
      { ...recorded[0], run_number: 7, DatasetTripletCache: null },
    ];
    const { registry } = await stand({ answers: () => ({ ...answers(), registry: runs }) });
    const { known, unusable, incomplete } = await registry.fetchRuns(range(5, 7));
    expect(unusable.size).toBe(0);
    expect([...known.values()].map(({ flags }) => flags.online.length)).toEqual([2, 0, 0]);
    expect([...incomplete]).toEqual([
      [
        5,
        {
          reason: 'invalid flag dt-dt in Run Registry: GOOD: Invalid input: expected number, received string',
          retry: false,
        },
      ],
      [
        6,
        {
          reason: 'invalid flags in Run Registry: triplet_summary: Invalid input: expected record, received array',
          retry: false,
        },
      ],
    ]);
  });
});
