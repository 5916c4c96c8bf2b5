import { describe, expect, it, vi } from 'vitest';
import { PointStore, type TrendPoints } from '../../../client/data/point-store.ts';
import { noColumns } from '../chart/columns.ts';

const points: TrendPoints = { columns: noColumns, limits: [] };
const names = (count: number, prefix = 't'): string[] => Array.from({ length: count }, (_, index) => prefix + index);

/** A store whose requests the test answers. */
function makeStore() {
  const requests: {
    names: readonly string[];
    answer: (points: ReadonlyMap<string, TrendPoints>) => void;
    fail: (error: Error) => void;
  }[] = [];
  const store = new PointStore(
    (requested) => new Promise((answer, fail) => void requests.push({ names: requested, answer, fail })),
  );
  const answer = async (index: number): Promise<void> => {
    requests[index]?.answer(new Map(requests[index].names.map((name) => [name, points])));
    await Promise.resolve();
    await Promise.resolve();
  };
  return { store, requests, answer };
}

describe('the points of a page', () => {
  it('are loaded once, although they are requested twice', async () => {
    vi.useFakeTimers();
    const { store, requests, answer } = makeStore();
    store.request(['a', 'b']);
    store.request(['b', 'c']);
    vi.runAllTimers();
    expect(requests.map((request) => request.names)).toEqual([['a', 'b'], ['c']]);
    await answer(0);
    store.request(['a', 'b', 'c']);
    vi.runAllTimers();
    expect(requests).toHaveLength(2);
    expect(store.get('a')).toBe(points);
    vi.useRealTimers();
  });

  it('are not loaded while the user scrolls past', () => {
    vi.useFakeTimers();
    const { store, requests } = makeStore();
    store.request(['first']);
    for (const name of names(50)) store.request([name]);
    vi.runAllTimers();
    expect(requests.flatMap((request) => request.names)).toEqual(['first', 't49']);
    vi.useRealTimers();
  });

  it('are loaded by a few parallel requests, a small one first', async () => {
    const { store, requests, answer } = makeStore();
    store.request(names(100));
    expect(requests.map((request) => request.names.length)).toEqual([12, 44, 44]);
    expect(requests.flatMap((request) => request.names)).toEqual(names(100));
    await answer(0);
    expect(requests).toHaveLength(3);
  });

  it('that are requested while the maximum of requests is pending are loaded after one of these, if they are still requested', async () => {
    vi.useFakeTimers();
    const { store, requests, answer } = makeStore();
    store.request(names(30));
    expect(requests.map((request) => request.names.length)).toEqual([12, 12, 6]);
    store.request(names(30, 'left'));
    vi.runAllTimers();
    store.request(names(30, 'stayed'));
    vi.runAllTimers();
    expect(requests).toHaveLength(3);
    await answer(1);
    expect(requests.slice(3).map((request) => request.names)).toEqual([names(30, 'stayed')]);
    vi.useRealTimers();
  });

  it('are null if the dataset has no such trend', async () => {
    const { store, requests } = makeStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.request(['unknown']);
    requests[0]?.answer(new Map());
    await vi.waitFor(() => expect(listener).toHaveBeenCalled());
    expect(store.get('unknown')).toBeNull();
  });

  it('are an error if the request failed, and are loaded by a retry', async () => {
    const { store, requests, answer } = makeStore();
    store.request(['a']);
    requests[0]?.fail(new Error('no server'));
    await vi.waitFor(() => expect(store.get('a')).toEqual(new Error('no server')));
    expect(requests).toHaveLength(1);
    store.retry();
    await answer(1);
    expect(store.get('a')).toBe(points);
  });

  it('are evicted when there are many, except those on screen', async () => {
    vi.useFakeTimers();
    const { store, requests, answer } = makeStore();
    let answered = 0;
    for (let page = 0; page < 60; page += 1) {
      store.request(names(12, `page${page}-`));
      vi.runAllTimers();
      while (answered < requests.length) await answer(answered++);
    }
    expect(store.get('page0-0')).toBeUndefined();
    expect(store.get('page59-0')).toBe(points);
    vi.useRealTimers();
  });
});
