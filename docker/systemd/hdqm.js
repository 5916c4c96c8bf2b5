#!/usr/bin/env node
// The `hdqm` command of an installation with systemd: runs it as the user of the services and with their settings.
//   ln -s /srv/hdqm/docker/systemd/hdqm.js /usr/local/bin/hdqm && sudo hdqm status
// A variable of the call overrides the one of the file:   sudo LOG_LEVEL=debug hdqm scan
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';

const account = 'hdqm';
const environmentFile = '/etc/hdqm/hdqm.env';
const root = fileURLToPath(new URL('../..', import.meta.url));

function fail(message) {
  process.stderr.write(`hdqm: ${message}\n`);
  process.exit(2);
}

/** As root, becomes the user of the services, with its groups. */
function becomeAccount() {
  if (process.getuid() !== 0) return;
  try {
    process.initgroups(account, account);
    process.setgid(account);
    process.setuid(account);
  } catch (error) {
    fail(`cannot run as the user ${account}: ${error.message}. Create it as docs/deployment.md says.`);
  }
}

/** The variables of the file. */
async function readSettings() {
  const parser = new URL('../../dist/server/app/environment-file.js', import.meta.url);
  if (!existsSync(parser)) fail(`not built, or not readable for this user. Run: cd ${root} && npm ci && npm run build`);
  const { parseEnvironmentFile } = await import(parser.href);
  try {
    return parseEnvironmentFile(readFileSync(environmentFile, 'utf8'), environmentFile);
  } catch (error) {
    if (error.code !== 'EACCES') return fail(error.message);
    const { username } = userInfo();
    if (username === account)
      return fail(`${environmentFile} is not readable for ${account}: chgrp ${account} ${environmentFile}`);
    const command = ['hdqm', ...process.argv.slice(2)].join(' ');
    return fail(`${environmentFile} is not readable for ${username}: run it as root or ${account}: sudo ${command}`);
  }
}

/** Whether the call gives a setting itself, directly or as a file. */
function isGiven(name) {
  const setting = name.replace(/_FILE$/, '');
  return setting in process.env || `${setting}_FILE` in process.env;
}

becomeAccount();
const settings = await readSettings();
const environment = {
  HDQM_DATA: '/var/lib/hdqm',
  ...process.env,
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => !isGiven(name))),
  NODE_ENV: 'production',
  HOME: '/var/lib/hdqm',
  // The folder of the embedded database's socket: that of the services, where they have run since the machine started.
  TMPDIR: existsSync('/run/hdqm') ? '/run/hdqm' : '/tmp',
};
// A process of its own, since Node reads NODE_OPTIONS and NODE_EXTRA_CA_CERTS when it starts.
const child = spawn(process.execPath, [`${root}bin/hdqm.js`, ...process.argv.slice(2)], {
  cwd: root, // relative paths of settings are those of the services
  env: environment,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  // A terminal sends SIGINT to both processes.
  process.on(signal, () => void (signal !== 'SIGINT' && child.kill(signal)));
child.once('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
