import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CorruptFileError } from '../../../server/storage/errors.ts';
import { LocalFile } from '../../../server/storage/local-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hdqm-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('reads a regular file', async () => {
  await writeFile(path.join(folder, 'file'), 'content');
  const file = await LocalFile.open(path.join(folder, 'file'));
  expect(Buffer.from(await file.read(3, 10)).toString()).toBe('tent');
  await file.close();
});

it.each(['a FIFO', 'a device'])('rejects %s without waiting for it', async (kind) => {
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  const opening = LocalFile.open(kind === 'a device' ? '/dev/null' : path.join(folder, 'fifo'));
  await expect(opening).rejects.toThrow(CorruptFileError);
  await expect(opening).rejects.toThrow('not a regular file, but a FIFO, socket or device');
});
