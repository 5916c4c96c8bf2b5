import { describe, expect, it, vi } from 'vitest';
import type { Columns } from '../../../client/chart/series.ts';
import { PointStore } from '../../../client/data/point-store.ts';

const points: Columns = {
  runs: [],
  values: [],
  errorsLow: [],
  errorsHigh: [],
  entries: [],
  failures: [],
  reasons: [],
  revisions: [],
};
const names = (count: number, prefix = 't'): string[] => Array.from({ length: count }, (_, index) => prefix + index);

/** A store whose answers come when the test says so. */
function makeStore() {
  const asked: {
    names: readonly string[];
    answer: (points: ReadonlyMap<string, Columns>) => void;
    fail: (error: Error) => void;
  }[] = [];
  const store = new PointStore(
    (wanted) => new Promise((answer, fail) => void asked.push({ names: wanted, answer, fail })),
  );
  const answer = async (index: number): Promise<void> => {
    asked[index]?.answer(new Map(asked[index].names.map((name) => [name, points])));
    await Promise.resolve();
    await Promise.resolve();
  };
  return { store, asked, answer };
}

describe('the points of a page', () => {
  it('are asked for once, though they are wanted again', async () => {
    vi.useFakeTimers();
    const { store, asked, answer } = makeStore();
    store.want(['a', 'b']);
    store.want(['b', 'c']);
    vi.runAllTimers();
    expect(asked.map((request) => request.names)).toEqual([['a', 'b'], ['c']]);
    await answer(0);
    store.want(['a', 'b', 'c']);
    vi.runAllTimers();
    expect(asked).toHaveLength(2);
    expect(store.get('a')).toBe(points);
    vi.useRealTimers();
  });

  it('are not asked for when they fly past', () => {
    vi.useFakeTimers();
    const { store, asked } = makeStore();
    store.want(['first']);
    for (const name of names(50)) store.want([name]);
    vi.runAllTimers();
    expect(asked.flatMap((request) => request.names)).toEqual(['first', 't49']);
    vi.useRealTimers();
  });

  it('come in a few requests at a time, a small one first, and none waits for another', async () => {
    const { store, asked, answer } = makeStore();
    store.want(names(100));
    expect(asked.map((request) => request.names.length)).toEqual([12, 44, 44]);
    expect(asked.flatMap((request) => request.names)).toEqual(names(100));
    await answer(0);
    expect(asked).toHaveLength(3);
  });

  it('that are wanted while others are on their way come as soon as one of them is there, if they are wanted still', async () => {
    vi.useFakeTimers();
    const { store, asked, answer } = makeStore();
    store.want(names(30));
    expect(asked.map((request) => request.names.length)).toEqual([12, 12, 6]);
    store.want(names(30, 'left'));
    vi.runAllTimers();
    store.want(names(30, 'stayed'));
    vi.runAllTimers();
    expect(asked).toHaveLength(3);
    await answer(1);
    expect(asked.slice(3).map((request) => request.names)).toEqual([names(30, 'stayed')]);
    vi.useRealTimers();
  });

  it('may be none, where the dataset has no such trend', async () => {
    const { store, asked } = makeStore();
    const told = vi.fn();
    store.subscribe(told);
    store.want(['gone']);
    asked[0]?.answer(new Map());
    await vi.waitFor(() => expect(told).toHaveBeenCalled());
    expect(store.get('gone')).toBeNull();
  });

  it('tell why they could not be loaded, and are asked for again on demand', async () => {
    const { store, asked, answer } = makeStore();
    store.want(['a']);
    asked[0]?.fail(new Error('no server'));
    await vi.waitFor(() => expect(store.get('a')).toEqual(new Error('no server')));
    expect(asked).toHaveLength(1);
    store.retry();
    await answer(1);
    expect(store.get('a')).toBe(points);
  });

  it('are let go when there are many, those on screen last', async () => {
    vi.useFakeTimers();
    const { store, asked, answer } = makeStore();
    let answered = 0;
    for (let page = 0; page < 60; page += 1) {
      store.want(names(12, `page${page}-`));
      vi.runAllTimers();
      while (answered < asked.length) await answer(answered++);
    }
    expect(store.get('page0-0')).toBeUndefined();
    expect(store.get('page59-0')).toBe(points);
    vi.useRealTimers();
  });
});
