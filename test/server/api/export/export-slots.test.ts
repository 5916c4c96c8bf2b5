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
