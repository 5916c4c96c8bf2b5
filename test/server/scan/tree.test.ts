import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../../../server/storage/open-storage.ts';
import { TreeError, walkTree } from '../../../server/scan/tree.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'hdqm-tree-'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(...paths: string[]): Promise<void> {
  for (const file of paths) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), '');
  }
}

const good = (run: number, version = 1): string =>
  `Run2023/ZeroBias/000${String(run).slice(0, 4)}xx/DQM_V000${version}_R000${run}__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`;

describe('walkTree', () => {
  it('finds the files that match the pattern in all folders and parses their names', async () => {
    await put(good(365835), good(365910, 2), 'Run2023/ZeroBias/readme.txt', good(365835).replace('DQMIO', 'DQM'));
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*DQMIO.root']);
    expect(tree.files.map((file) => file.path).sort()).toEqual([good(365835), good(365910, 2)].sort());
    expect(tree.files.find((file) => file.run === 365910)).toMatchObject({ version: 2, primaryDataset: 'ZeroBias' });
    expect(tree.unknownNames).toEqual([]);
  });

  it('counts run 1 and 999999 as skipped, and lists unknown names', async () => {
    const unknown = 'Run2023/ZeroBias/DQM_V0001_R000365916_ZeroBias_noTier.root';
    await put(good(365835), 'RelVal/DQM_V0001_R000000001__A__B-C-v1__DQMIO.root', unknown);
    await put('Run2023/DQM_V0001_R000999999__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root');
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*.root']);
    expect(tree.files).toHaveLength(1);
    expect(tree.skipped).toBe(2);
    expect(tree.unknownNames).toEqual([unknown]);
  });

  it('finds the files that match one of several patterns', async () => {
    const calibration = good(365910)
      .replace('PromptReco', 'PromptCalibProdSiStripGainsAAG')
      .replace('DQMIO', 'ALCAPROMPT');
    await put(good(365835), calibration, good(365836).replace('DQMIO', 'DQM'));
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*DQMIO.root', 'DQM_V*ALCAPROMPT.root']);
    expect(tree.files.map((file) => file.path).sort()).toEqual([good(365835), calibration].sort());
    await expect(walkTree(await openStorage({ EOS_ROOT: root }), ['A*.root', 'B*.root'])).rejects.toThrow(
      /has no file named A\*\.root or B\*\.root\./,
    );
  });

  it('matches the pattern literally except *', async () => {
    await put(good(365835), 'x/DQM_V1_anythingXroot');
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*.root']);
    expect(tree.unknownNames).toEqual([]);
  });

  it('lists links, but does not follow them', async () => {
    await put(good(365835));
    await symlink('/', path.join(root, 'out'));
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*.root']);
    expect(tree.links).toEqual(['out']);
    expect(tree.files).toHaveLength(1);
  });

  it('lists a FIFO and a socket, but not as files', async () => {
    await put(good(365835));
    const [fifo, socket] = ['DQM_V1_R2__A__B-C-v1__D.root', 'DQM_V1_R3__A__B-C-v1__D.root'];
    execFileSync('mkfifo', [path.join(root, fifo)]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path.join(root, socket), resolve));
    try {
      const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*.root']);
      expect(tree.special.toSorted()).toEqual([fifo, socket]);
      expect(tree.files.map(({ run }) => run)).toEqual([365835]);
    } finally {
      server.close();
    }
  });

  it('lists what the database cannot store as unknown names: impossible run and version numbers, long paths', async () => {
    const names = ['V0001_R2147483648__A__B-C-v1', 'V99999999999_R1234__A__B-C-v1', 'V0001_R1234__A__B-C-v99999999999'];
    const unknown = names.map((name) => `x/DQM_${name}__DQMIO.root`);
    const long = `${Array.from({ length: 12 }, () => 'f'.repeat(200)).join('/')}/${path.basename(good(365836))}`;
    await put(good(365835), ...unknown, long);
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*.root']);
    expect(tree.unknownNames).toEqual([long, ...unknown.toSorted()]);
    expect(tree.files).toHaveLength(1);
  });

  it('rejects an empty or missing tree', async () => {
    await expect(walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*DQMIO.root'])).rejects.toThrow(
      /has no file named DQM_V\*DQMIO\.root.*Check that EOS is mounted/,
    );
    await expect(walkTree(await openStorage({ EOS_ROOT: path.join(root, 'missing') }), ['DQM_V*'])).rejects.toThrow(
      TreeError,
    );
    await expect(walkTree(await openStorage({ EOS_ROOT: path.join(root, 'missing') }), ['DQM_V*'])).rejects.toThrow(
      /missing cannot be listed: ENOENT/,
    );
  });

  it('lists many folders', async () => {
    const runs = Array.from({ length: 150 }, (_, index) => 360_000 + 100 * index);
    await put(...runs.map((run) => good(run)));
    const tree = await walkTree(await openStorage({ EOS_ROOT: root }), ['DQM_V*DQMIO.root']);
    expect(tree.files.map((file) => file.run).sort()).toEqual(runs);
    expect(tree.folders).toBe(150 + 3);
  });
});
