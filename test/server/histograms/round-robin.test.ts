import { describe, expect, it } from 'vitest';
import { type TaskLimits, RoundRobin } from '../../../server/histograms/round-robin.ts';

/** Tasks that the test ends, and the names of those that have started. */
function heldTasks() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    task: (name: string) => () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    },
    end: async (name: string) => {
      ends.get(name)?.();
      await new Promise(setImmediate);
    },
  };
}

describe('RoundRobin', () => {
  it('starts a task of each request in turn', async () => {
    const turns = new RoundRobin(() => ({ concurrency: 2 }));
    const { started, task, end } = heldTasks();
    const many = ['a1', 'a2', 'a3', 'a4'].map((name) => turns.run('a', task(name)));
    const others = ['b1', 'b2', 'c1'].map((name) => turns.run(name[0], task(name)));
    expect(started).toEqual(['a1', 'a2']);
    expect(turns.waiting).toBe(5);
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']) await end(name);
    expect(started).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']);
    expect(await Promise.all([...many, ...others])).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']);
    expect(turns.waiting).toBe(0);
  });

  it('starts the next task after one that failed', async () => {
    const turns = new RoundRobin(() => ({ concurrency: 1 }));
    const failed = turns.run('a', () => Promise.reject(new Error('unreadable')));
    const next = turns.run('a', () => Promise.resolve('read'));
    await expect(failed).rejects.toThrow('unreadable');
    expect(await next).toBe('read');
  });

  it('starts fewer tasks, with pauses, while the limits are low, and as many as before when they are not', async () => {
    const pauses: number[] = [];
    const slow: TaskLimits = {
      concurrency: 1,
      pauseMs: (tookMs) => {
        pauses.push(tookMs);
        return 1;
      },
    };
    let limits = slow;
    const turns = new RoundRobin(() => limits);
    const { started, task, end } = heldTasks();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => turns.run(name, task(name)));
    expect(started).toEqual(['a']);
    await end('a');
    await expect.poll(() => started).toEqual(['a', 'b']);
    expect(pauses).toEqual([expect.any(Number)]);
    limits = { concurrency: 2 };
    await end('b');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    for (const name of ['c', 'd', 'e']) await end(name);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pauses).toHaveLength(1);
  });
});
