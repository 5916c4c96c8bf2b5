import { describe, expect, it } from 'vitest';
import { type ElementRun, ElementRuns } from '../../../server/histograms/element-runs.ts';
import type { FileRequest, SliceRequest } from '../../../server/histograms/histogram-reader.ts';
import type { AnswerStore } from '../../../server/histograms/preview-answers.ts';

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
    const runs = new ElementRuns(reader, { limits }).read(files, request, 'a');
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
    const runs = new ElementRuns(reader, { limits }).read(files, request, 'a');
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
    const runs = new ElementRuns(heldReader(), { limits: { ...limits, timeoutMs: 1 } }).read(files, request, 'a');
    const results = [];
    for await (const { run, done, answer } of runs) results.push([run, done, answer.outcome]);
    expect(results).toEqual(files.map(({ run }, index) => [run, index + 1, 'timedOut']));
  });

  it('ends where a reading fails, and rejects a third request of an address', async () => {
    const reader = new ElementRuns({ readSlice: () => Promise.reject(new Error('a bug')) }, { limits });
    await expect(reader.read(files, request, 'a').next()).rejects.toThrow('a bug');
    const held = new ElementRuns(heldReader(), { limits });
    const open = ['a', 'a', 'b'].map((address) => held.read(files, request, address));
    for (const each of open) each.next().catch(() => undefined);
    await expect(held.read(files, request, 'a').next()).rejects.toThrow(
      '2 MEs are being read over runs for this address: wait until one has ended',
    );
  });
});

describe('ElementRuns with a store', () => {
  const modifiedAt = new Date('2026-01-01T00:00:00Z');
  const known = files.map((file) => ({ ...file, size: 31, modifiedAt }));
  const slice = { className: 'TH1F', title: 'x', edges: [0, 1], contents: [0.1], labels: null };
  const found = { outcome: 'read', file: { size: 31, modifiedAt }, slice, entries: 1 } as const;

  /** A store in memory, and a reader that counts and has these answers. */
  function heldStore(answerOf: (run: number) => object = () => found) {
    const texts = new Map<string, string>();
    const reads: number[] = [];
    const store: AnswerStore = {
      find: (keys) => Promise.resolve(new Map([...texts].filter(([key]) => keys.includes(key)))),
      store: async (more) => more.forEach((text, key) => texts.set(key, text)),
    };
    const reader = {
      readSlice: ({ run }: FileRequest) => {
        reads.push(run);
        return Promise.resolve(answerOf(run) as never);
      },
    };
    const readAll = async (of: readonly FileRequest[] = known, what: SliceRequest = request) => {
      const results: ElementRun[] = [];
      for await (const each of new ElementRuns(reader, { limits, store }).read(of, what, 'a')) results.push(each);
      return results;
    };
    return { reads, readAll };
  }

  it('reads no file again while it is the same, and the same is read', async () => {
    const { reads, readAll } = heldStore();
    const first = await readAll();
    reads.length = 0;
    const { file: _file, ...stored } = found;
    expect(await readAll()).toEqual(first.map((each) => ({ ...each, answer: stored })));
    expect(reads).toEqual([]);
    await readAll(known.map((file, index) => (index === 2 ? { ...file, size: 32 } : file)));
    expect(reads).toEqual([3]);
    reads.length = 0;
    await readAll(known, { ...request, along: 'y' });
    await readAll(known, { ...request, metric: { written: 'basic.Mean()', version: 'a' } });
    await readAll(known, { ...request, metric: { written: 'basic.Mean()', version: 'b' } });
    await readAll(files);
    expect(reads).toHaveLength(4 * files.length);
  });

  it('stores only facts of the version that the database has', async () => {
    const answers: Record<number, object> = {
      5: { ...found, slice: { failure: 'MISSING_HISTOGRAM', reason: 'no' } },
      4: { ...found, slice: { failure: 'UNREADABLE', reason: 'corrupt' } },
      3: { outcome: 'failed', reason: 'no answer' },
      2: { ...found, file: { size: 31, modifiedAt: new Date() } },
      1: { ...found, slice: { ...slice, contents: [Number.NaN] } },
    };
    const { reads, readAll } = heldStore((run) => answers[run] ?? found);
    await readAll();
    reads.length = 0;
    const again = await readAll();
    expect(reads).toEqual([4, 3, 2, 1]);
    expect(again[0]).toMatchObject({ run: 5, answer: { slice: { reason: 'no' } }, done: 1, total: 5 });
  });
});
