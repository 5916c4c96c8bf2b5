import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PoolThreads, importedModule } from '../../../server/app/pool-threads.ts';
import { temporaryFolder } from '../../integration/command.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** Writes the module of a thread. */
const write = (text: string): Promise<void> => writeFile(path.join(folder, 'thread.mjs'), text);

describe('the threads of a pool', () => {
  it('reject all tasks with the error of a thread that cannot be loaded, and run the next ones once it can', async () => {
    await write("throw new Error('library not found'); export default () => undefined;");
    const pool = new Piscina<number, number>({
      ...importedModule(pathToFileURL(path.join(folder, 'thread.mjs')).href),
      minThreads: 0,
      maxThreads: 2,
    });
    const threads = new PoolThreads(pool);
    const tasks = await Promise.allSettled([1, 2, 3].map((task) => threads.run(task)));
    expect(tasks).toEqual(
      Array.from(tasks, () => ({
        status: 'rejected',
        reason: expect.objectContaining({ message: 'library not found' }),
      })),
    );
    await write('export default (task) => 2 * task;');
    expect(await threads.run(21)).toBe(42);
    await threads.close();
  });

  it('reject a task like the pool', async () => {
    await write("export default (task) => { throw new TypeError('of task ' + task); }");
    const pool = new Piscina<number, number>({ filename: path.join(folder, 'thread.mjs'), minThreads: 0 });
    const threads = new PoolThreads(pool);
    await expect(threads.run(1)).rejects.toThrow('of task 1');
    await threads.close();
  });

  it('load their module by import(): a process whose thread is ended within require() of it is aborted', async () => {
    await write(
      `const how = /\\bModule\\.load\\b/.test(new Error().stack) ? 'require()' : 'import()';
      export default () => how;
      export const named = (task) => [how, task];`,
    );
    const url = pathToFileURL(path.join(folder, 'thread.mjs')).href;
    const threads = new PoolThreads<number, unknown>(new Piscina(importedModule(url)));
    expect(await threads.run(1)).toBe('import()');
    expect(await threads.run(2, { name: 'named' })).toEqual(['import()', 2]);
    await threads.close();
  });

  it('leave no timer that would keep the process when they have ended', async () => {
    await write('export default (task) => 2 * task;');
    const pool = new Piscina<number, number>({ filename: path.join(folder, 'thread.mjs'), minThreads: 0 });
    const threads = new PoolThreads(pool);
    expect(await threads.run(21)).toBe(42);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await threads.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
