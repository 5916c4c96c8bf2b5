import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../../server/enrich/run-registry.ts';
import { answers, range, recorded, stand } from './stand-in.ts';

describe('Run Registry', () => {
  it('returns recorded runs, those flagged as not significant included', async () => {
    const { registry } = await stand();
    const { known, unusable } = await registry.fetchRuns(range(355555, 355556));
    expect(unusable.size).toBe(0);
    expect(known.get(355555)).toEqual({
      class: 'Cosmics22',
      state: 'SIGNOFF',
      raw: recorded[0],
    });
    expect(known.get(355556)).toMatchObject({ class: 'Commissioning22' });
    const reasons = await Promise.all(
      [355555, 355556, 366411].map(async (run) => {
        const { known: found } = await registry.fetchRuns(range(run));
        return judgeRun(found.get(run)?.raw, null);
      }),
    );
    expect(reasons).toEqual([
      { significant: true, reason: 'cosmic run of 8910 s' },
      { significant: false, reason: 'class Commissioning22 is neither collisions nor cosmics' },
      { significant: false, reason: 'flagged as not significant in Run Registry' },
    ]);
    expect(judgeRun({}, 5)).toBeUndefined();
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
    expect(judgeRun(known.get(5)?.raw, 5)?.reason).toBe('flagged as not significant in Run Registry');
    expect(unusable.get(6)).toMatch(/^invalid response of Run Registry: rr_attributes\.class: /);
  });
});
