import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../server/app/settings.ts';
import { root, temporaryFolder } from '../integration/command.ts';

const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
const services = ['hdqm.service', 'hdqm-worker@.service', 'hdqm-extract.service'];

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await cp(path.join(root, 'docker/systemd'), folder, { recursive: true });
  for (const unit of services) {
    // Where HDQM and node are on this machine: verify looks whether they are there.
    const text = await readFile(path.join(folder, unit), 'utf8');
    const here = text.replaceAll('/srv/hdqm', root.replace(/\/$/, '')).replaceAll('/usr/bin/node', process.execPath);
    await writeFile(path.join(folder, unit), here);
  }
});
afterAll(() => remove());

const systemd = (...args: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

describe.skipIf(!analyze)('the systemd units (skipped if systemd-analyze is not installed)', () => {
  it('are valid for systemd', async () => {
    const units = (await readdir(folder)).filter((name) => /\.(service|timer)$/.test(name));
    expect(units.length).toBe(4);
    const ours = (output: string): string[] => output.split('\n').filter((line) => line.includes(folder));
    const { status, output } = systemd('verify', ...units.map((unit) => path.join(folder, unit)));
    expect(ours(output)).toEqual([]);
    expect(status).toBe(0);
    const text = await readFile(path.join(folder, 'hdqm.service'), 'utf8');
    await writeFile(path.join(folder, 'odd.service'), text.replace('NoNewPrivileges=yes', 'NoNewPrivilege=yes'));
    expect(ours(systemd('verify', path.join(folder, 'odd.service')).output)).toEqual([
      expect.stringContaining('NoNewPrivilege'),
    ]);
  });

  it('are hardened', () => {
    for (const service of services) {
      const { output } = systemd('security', '--offline=true', '--threshold=25', path.join(folder, service));
      expect(output).toMatch(/Overall exposure level for \S+: [01]\.\d OK/);
    }
  });
});

describe('the systemd units', () => {
  it('run the same HDQM with the same hardening', async () => {
    const hardening = async (name: string): Promise<string> => {
      const text = await readFile(path.join(root, 'docker/systemd', name), 'utf8');
      return text.slice(text.indexOf('StateDirectory=')).split('[Install]')[0]?.trim() ?? '';
    };
    const [first, ...others] = await Promise.all(services.map(hardening));
    expect(first).toContain('NoNewPrivileges=yes');
    for (const other of others) expect(other).toBe(first);
  });

  it('give each worker a port of its own, which hdqm.env does not override', async () => {
    const text = await readFile(path.join(root, 'docker/systemd/hdqm-worker@.service'), 'utf8');
    // EnvironmentFile= overrides Environment=, but not the command.
    const [, port = ''] = /^ExecStart=\/usr\/bin\/env WATCH_PORT=(\S+) \/usr\/bin\/node \S+ worker$/m.exec(text) ?? [];
    const ports = [1, 2, 10, 99].map(
      (instance) => readSettings({ WATCH_PORT: port.replace('%i', String(instance)) }).WATCH_PORT,
    );
    expect(ports).toEqual([4001, 4002, 40010, 40099]);
  });
});
