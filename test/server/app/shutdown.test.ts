import { expect, it } from 'vitest';
import { closeAll } from '../../../server/app/shutdown.ts';

it('closeAll closes everything after a failure, in order, and rejects with the first error', async () => {
  const closed: string[] = [];
  const closing = closeAll(
    async () => closed.push('server'),
    () => Promise.reject(new Error('first')),
    () => undefined,
    () => Promise.reject(new Error('second')),
    async () => closed.push('database'),
  );
  await expect(closing).rejects.toThrow('first');
  expect(closed).toEqual(['server', 'database']);
});
