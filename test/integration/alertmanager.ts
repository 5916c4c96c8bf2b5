/** Debian's Alertmanager for tests. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../faults/until.ts';
import { temporaryFolder } from './command.ts';
import { freePort } from './free-port.ts';

const program = 'prometheus-alertmanager';

/** Whether Alertmanager is installed. */
export const hasAlertmanager = spawnSync(program, ['--version']).status === 0;

/** An alert as Alertmanager lists it. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

export interface Alertmanager {
  readonly url: string;
  /** The alerts that have not ended. */
  alerts(): Promise<ListedAlert[]>;
  stop(): Promise<void>;
}

/** Starts Alertmanager, which notifies a webhook, if there is one, about every change within a second. */
export async function startAlertmanager(webhook?: string): Promise<Alertmanager> {
  const { folder, remove } = await temporaryFolder();
  const config = path.join(folder, 'alertmanager.yml');
  const route = { receiver: 'test', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h' };
  const webhooks = webhook === undefined ? [] : [{ url: webhook, send_resolved: true }];
  const receivers = [{ name: 'test', webhook_configs: webhooks }];
  await writeFile(config, JSON.stringify({ route, receivers })); // which is YAML, too
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = [
    `--config.file=${config}`,
    `--storage.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  const child = spawn(program, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  await until('Alertmanager is ready', async () => {
    if (child.exitCode !== null) throw new Error(`Alertmanager did not start:\n${log}`);
    return fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as ListedAlert[],
    stop: async () => {
      await end(child);
      await remove();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await over;
}
