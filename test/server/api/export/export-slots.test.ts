import { expect, it } from 'vitest';
import { ExportSlots } from '../../../../server/api/export/export-slots.ts';

it('limits the exports of an address and of all, and frees a slot once', () => {
  const slots = new ExportSlots({ running: 3, perAddress: 2 });
  const [first, second] = [slots.take('a'), slots.take('a')];
  expect(slots.take('a')).toBeUndefined();
  const third = slots.take('b');
  expect([first, second, third].every((free) => free !== undefined)).toBe(true);
  expect(slots.take('c')).toBeUndefined();
  first?.();
  first?.();
  expect(slots.take('c')).toBeDefined();
  expect(slots.take('d')).toBeUndefined();
});

it('gives a slot to those who wait, in their order and within the limits', async () => {
  const slots = new ExportSlots({ running: 2, perAddress: 1 });
  const { signal } = new AbortController();
  const started: string[] = [];
  const wait = async (name: string, address: string): Promise<() => void> => {
    const free = await slots.wait(address, 2, signal);
    started.push(name);
    return free ?? (() => undefined);
  };
  const freeA = await wait('a1', 'a');
  const second = wait('a2', 'a');
  const third = wait('a3', 'a');
  expect(await slots.wait('a', 2, signal)).toBeUndefined();
  const freeB = await wait('b1', 'b');
  const last = wait('b2', 'b');
  freeB();
  (await last)();
  expect(started).toEqual(['a1', 'b1', 'b2']);
  freeA();
  (await second)();
  (await third)();
  expect(started).toEqual(['a1', 'b1', 'b2', 'a2', 'a3']);
  expect([slots.take('c'), slots.take('d')].every((free) => free !== undefined)).toBe(true);
});

it('forgets those who wait no longer', async () => {
  const slots = new ExportSlots({ running: 1, perAddress: 1 });
  const free = slots.take('a');
  const ended = new AbortController();
  const waiting = slots.wait('b', 1, ended.signal);
  const other = slots.wait('c', 1, new AbortController().signal);
  ended.abort();
  expect(await waiting).toBeUndefined();
  expect(await slots.wait('b', 1, ended.signal)).toBeUndefined();
  free?.();
  expect(await other).toBeDefined();
});
