import { describe, expect, it } from 'vitest';
import { type ElementRun, ElementRuns } from '../../../server/histograms/element-runs.ts';

const limits = { runs: 200, perAddress: 2, concurrency: 2, timeoutMs: 600_000 };
const request = { mePaths: ['A/b'], along: 'x' } as const;
const files = [5, 4, 3, 2, 1].map((run) => ({ file: `${run}.root`, run }));
const read = { outcome: 'read', slice: { failure: 'MISSING_HISTOGRAM', reason: 'no' }, entries: null } as const;

/** A reader whose answers are given by the test. */
function heldReader() {
  const started: number[] = [];
  const waiting = new Map<number, () => void>();
  return {
    started,
    answer: (run: number) => waiting.get(run)?.(),
    readSlice: ({ run }: { run: number }) => {
      started.push(run);
      return new Promise<typeof read>((resolve) => waiting.set(run, () => resolve(read)));
    },
  };
}

const next = async (runs: AsyncGenerator<ElementRun>) => {
  const { value, done } = await runs.next();
  return done ? undefined : [value.run, value.done, value.total, value.answer.outcome];
};

describe('ElementRuns', () => {
  it('yields results when they are known, with few files at a time', async () => {
    const reader = heldReader();
    const runs = new ElementRuns(reader, limits).read(files, request, 'a');
    const first = next(runs);
    await expect.poll(() => reader.started).toEqual([5, 4]);
    reader.answer(4);
    expect(await first).toEqual([4, 1, 5, 'read']);
    await expect.poll(() => reader.started).toEqual([5, 4, 3]);
    reader.answer(3);
    reader.answer(5);
    expect([await next(runs), await next(runs)].map((each) => each?.[0]).toSorted()).toEqual([3, 5]);
    await expect.poll(() => reader.started).toEqual([5, 4, 3, 2, 1]);
    reader.answer(1);
    reader.answer(2);
    await next(runs);
    expect((await next(runs))?.slice(1)).toEqual([5, 5, 'read']);
    expect(await next(runs)).toBeUndefined();
  });

  it('reads nothing further when the caller ends', async () => {
    const reader = heldReader();
    const runs = new ElementRuns(reader, limits).read(files, request, 'a');
    const first = next(runs);
    await expect.poll(() => reader.started).toEqual([5, 4]);
    reader.answer(5);
    await first;
    await runs.return(undefined);
    const before = [...reader.started];
    for (const run of before) reader.answer(run);
    await new Promise(setImmediate);
    expect(reader.started).toEqual(before);
  });

  it('has a result for every run after the timeout', async () => {
    const runs = new ElementRuns(heldReader(), { ...limits, timeoutMs: 1 }).read(files, request, 'a');
    const results = [];
    for await (const { run, done, answer } of runs) results.push([run, done, answer.outcome]);
    expect(results).toEqual(files.map(({ run }, index) => [run, index + 1, 'timedOut']));
  });

  it('ends where a reading fails, and rejects a third request of an address', async () => {
    const reader = new ElementRuns({ readSlice: () => Promise.reject(new Error('a bug')) }, limits);
    await expect(reader.read(files, request, 'a').next()).rejects.toThrow('a bug');
    const held = new ElementRuns(heldReader(), limits);
    const open = ['a', 'a', 'b'].map((address) => held.read(files, request, address));
    for (const each of open) each.next().catch(() => undefined);
    await expect(held.read(files, request, 'a').next()).rejects.toThrow(
      '2 MEs are being read over runs for this address: wait until one has ended',
    );
  });
});
