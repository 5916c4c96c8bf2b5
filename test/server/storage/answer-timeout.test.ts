import { expect, it } from 'vitest';
import { AnswerTimeout, FileSystemTimeoutError } from '../../../server/storage/answer-timeout.ts';
import { isInputError } from '../../../server/storage/storage.ts';

it('returns results and errors', async () => {
  const timeout = new AnswerTimeout();
  expect(await timeout.limit('stat', Promise.resolve(5))).toBe(5);
  await expect(timeout.limit('stat', Promise.reject(new Error('EIO')))).rejects.toThrow('EIO');
});

it('ends a call that never returns, as an error of the storage', async () => {
  const never = new AnswerTimeout(10).limit('scandir', new Promise(() => undefined));
  const error: unknown = await never.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileSystemTimeoutError);
  expect((error as Error).message).toBe('no answer of the file system within 0.01 s (scandir)');
  expect(isInputError(error)).toBe(true);
});
