/**
 * The installation with systemd of docs/deployment.md: its commands, run by root in a mount namespace, so that this machine stays as it is, and
 * `hdqm` as root, as the user of the services and as another user. Skipped where root or mount namespaces are not available.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printed, root, temporaryFolder } from '../integration/command.ts';

const isPossible = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;
const has = (...command: [string, ...string[]]): boolean =>
  spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).error === undefined;

/** The lines of the docs' code block that has a text. */
function documented(text: string): string[] {
  const docs = readFileSync(path.join(root, 'docs/deployment.md'), 'utf8');
  const block = docs.split(/\n\n/).find((part) => part.startsWith('    ') && part.includes(text));
  if (block === undefined) throw new Error(`docs/deployment.md has no commands with ${text}`);
  return block.split('\n').map((line) => line.trim());
}

let folder: string;
let remove: () => Promise<void>;
let namespace: ChildProcess;

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs shell commands in the namespace, in the checkout. */
function run(commands: string, environment: Readonly<Record<string, string>> = {}): Result {
  const enter = ['--mount', '--target', String(namespace.pid), 'sh', '-euc', `cd /srv/hdqm\n${commands}`];
  const { status, stdout, stderr } = spawnSync('nsenter', enter, {
    env: { PATH: `/usr/local/bin:${process.env['PATH'] ?? ''}`, HOME: '/root', HOST: 'login.example', ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const asUser = (user: string, command: string): string =>
  `setpriv --reuid=${user} --regid=${user} --init-groups ${command}`;
const setSettings = (...lines: string[]): Promise<void> =>
  writeFile(path.join(folder, 'etc/hdqm/hdqm.env'), `${lines.join('\n')}\n`);

describe.skipIf(!isPossible)('the installation with systemd (skipped without root and mount namespaces)', () => {
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    for (const name of ['etc', 'bin', 'real-bin']) await mkdir(path.join(folder, name));
    // A copy of /etc, the checkout at /srv/hdqm, and nothing of this machine's own in /var/lib, /run and /usr/local/bin.
    const mounts = `
      cp -a /etc/. "$folder/etc" && mount --bind "$folder/etc" /etc
      mount -t tmpfs tmpfs /srv && mkdir /srv/hdqm && mount --bind "$root" /srv/hdqm
      mount --bind /usr/local/bin "$folder/real-bin"
      for program in "$folder"/real-bin/*; do ln -s "$program" "$folder/bin/"; done
      mount --bind "$folder/bin" /usr/local/bin
      mount -t tmpfs -o mode=755 tmpfs /var/lib && mount -t tmpfs -o mode=755 tmpfs /run
      chmod 755 "$folder"
      echo ready; cat`;
    namespace = spawn('unshare', ['--mount', 'sh', '-euc', mounts], {
      env: { PATH: process.env['PATH'] ?? '', folder, root },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await printed(namespace, /ready/);
    const install = documented('useradd --system').filter((line) => !/^(git clone|systemctl) /.test(line));
    expect(install).toHaveLength(5);
    expect(run(install.join('\n'))).toEqual({ status: 0, stdout: '', stderr: '' });
    // What systemd does when it starts the service (StateDirectory=).
    expect(run('install -d -o hdqm -g hdqm -m 750 /var/lib/hdqm')).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    if (namespace !== undefined) {
      const exit = new Promise((resolve) => namespace.once('exit', resolve));
      namespace.stdin?.end();
      await exit;
    }
    await remove();
  });

  it('runs hdqm as root and as hdqm, from any folder, with the settings of the services', async () => {
    await setSettings(
      'DATABASE_URL=postgresql://hdqm:a$b&c@127.0.0.1:9/hdqm',
      'SCAN_SCHEDULE=0 4 * * *',
      'OIDC_CLIENT_ID="my $HOME & `id`"',
      'OIDC_ISSUER=https://auth.example',
    );
    for (const command of ['hdqm settings', asUser('hdqm', 'hdqm settings')]) {
      const { status, stdout, stderr } = run(`mkdir -p -m 700 /root/closed && cd /root/closed && ${command}`);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/SCAN_SCHEDULE\W+0 4 \* \* \* /);
      expect(stdout).toMatch(/OIDC_CLIENT_ID\W+my \$HOME & `id` /);
      expect(stdout).toMatch(/HDQM_DATA\W+\/var\/lib\/hdqm /);
    }
    const { status, stderr } = run('hdqm status');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/database hdqm at 127\.0\.0\.1:9 is unavailable/)]);
    const override = run('hdqm status', { DATABASE_URL_FILE: '/nowhere' });
    expect(override.stderr).toMatch(/DATABASE_URL_FILE not readable: \/nowhere/);
  });

  it('uses the embedded database in /var/lib/hdqm as the user hdqm, unless the call names another', async () => {
    await setSettings('EOS_ROOT=/srv/hdqm/test/sample/eos', 'WORKERS=1');
    expect(run('hdqm migrate')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/embedded database in \/var\/lib\/hdqm: \d+ migrations were run/),
    });
    expect(run('stat -c %U /var/lib/hdqm/postgres').stdout).toBe('hdqm\n');
    expect(run('hdqm migrate', { DATABASE_URL: 'postgresql://hdqm:pw@127.0.0.1:9/other' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/the database other at 127\.0\.0\.1:9 is unavailable/),
    });
    expect(run('hdqm export --format csv').stderr).toMatch(/No points/);
  });

  it('passes the exit status and arguments on, and explains what is wrong with the file', async () => {
    await setSettings('WORKERS=1');
    expect(run('hdqm "no such" command').status).toBe(2);
    await setSettings('WORKERS=1', 'export EOS_ROOT=/eos');
    expect(run('hdqm settings')).toMatchObject({
      status: 2,
      stderr:
        'hdqm: /etc/hdqm/hdqm.env:2: not a variable. Write NAME=value, without `export`; a comment begins with #.\n',
    });
    await setSettings('PORT=1');
    expect(run('chgrp root /etc/hdqm/hdqm.env; hdqm settings; chgrp hdqm /etc/hdqm/hdqm.env').stderr).toBe(
      'hdqm: /etc/hdqm/hdqm.env is not readable for hdqm: chgrp hdqm /etc/hdqm/hdqm.env\n',
    );
  });

  it('prints for another user how to run it', () => {
    const { status, stderr } = run(
      asUser('nobody', 'hdqm scans --limit 3').replace('--regid=nobody', '--regid=nogroup'),
    );
    expect([status, stderr]).toEqual([
      2,
      'hdqm: /etc/hdqm/hdqm.env is not readable for nobody: run it as root or hdqm: sudo hdqm scans --limit 3\n',
    ]);
  });

  it.skipIf(!has('nginx', '-v') || !has('envsubst', '--version'))(
    'configures nginx with the documented envsubst, which keeps the variables of nginx (skipped without both)',
    async () => {
      const [names = '', envsubst = '', check = ''] = documented('envsubst ');
      expect(run(`${names}\n${envsubst}`)).toMatchObject({ status: 0 });
      const site = await readFile(path.join(folder, 'etc/nginx/conf.d/hdqm.conf'), 'utf8');
      expect(site).toContain('listen 127.0.0.1:8080;');
      expect(site).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
      const template = await readFile(path.join(root, 'docker/nginx/hdqm.conf.template'), 'utf8');
      const own = (text: string): number => [...text.matchAll(/\$[a-z]\w+/g)].length;
      expect(own(site)).toBe(own(template));
      expect(site).not.toContain('${');
      expect(check).toMatch(/^nginx -t && /);
      expect(run('mkdir -p /var/lib/nginx; nginx -t')).toMatchObject({ status: 0 });
    },
  );
});
