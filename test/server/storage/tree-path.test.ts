import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveInTree, OutsideTreeError } from '../../../server/storage/tree-path.ts';
import { temporaryFolder } from '../../integration/command.ts';

let folder: string;
let remove: () => Promise<void>;
const root = () => path.join(folder, 'eos');

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await mkdir(path.join(root(), 'Run2023'), { recursive: true });
  await mkdir(path.join(folder, 'eos-private'));
  await writeFile(path.join(folder, 'eos-private/secret.root'), 'x');
  await writeFile(path.join(root(), 'Run2023/a.root'), 'x');
  await symlink('../../eos-private/secret.root', path.join(root(), 'Run2023/out.root'));
  await symlink('../eos-private', path.join(root(), 'linked'));
  await symlink('a.root', path.join(root(), 'Run2023/b.root'));
  await symlink('eos', path.join(folder, 'link-to-eos'));
});
afterAll(() => remove());

describe('resolveInTree', () => {
  it('resolves files of the tree, missing ones included, and links within it', async () => {
    for (const name of ['Run2023/a.root', 'Run2023/b.root', 'Run2023/none.root', 'Run2023/../Run2023/a.root', '..a'])
      expect(await resolveInTree(root(), name)).toBe(path.resolve(root(), name));
    const linked = path.join(folder, 'link-to-eos');
    expect(await resolveInTree(linked, 'Run2023/a.root')).toBe(path.join(linked, 'Run2023/a.root'));
  });

  it.each([
    '../eos-private/secret.root',
    'Run2023/../../eos-private/secret.root',
    '/etc/passwd',
    '.',
    '',
    '..',
    'Run2023/out.root',
    'linked/secret.root',
  ])('rejects a path outside the tree: %s', async (name) => {
    await expect(resolveInTree(root(), name)).rejects.toThrow(OutsideTreeError);
  });
});
