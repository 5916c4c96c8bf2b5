/** Notifications for a real Alertmanager. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSenders, type Senders } from '../../server/notify/send/senders.ts';
import type { Receiver } from '../../server/notify/receivers.ts';
import { startHttpReceiver, type HttpReceiver } from '../server/notify/http-receiver.ts';
import { alarmLine, delivery, incident } from '../server/notify/messages.ts';
import { type Alertmanager, hasAlertmanager, startAlertmanager } from './alertmanager.ts';

if (!hasAlertmanager) process.stdout.write('prometheus-alertmanager is not installed: its tests are skipped.\n');

describe.skipIf(!hasAlertmanager)('Alertmanager (skipped if it is not installed)', () => {
  let webhook: HttpReceiver;
  let alertmanager: Alertmanager;
  let senders: Senders;
  let receiver: Receiver;
  beforeAll(async () => {
    webhook = await startHttpReceiver();
    alertmanager = await startAlertmanager(webhook.url);
    senders = openSenders({});
    receiver = { kind: 'alertmanager', name: 'a', url: `${alertmanager.url}/`, subsystems: [], severity: 'warning' };
  });
  afterAll(async () => {
    await senders.close();
    await alertmanager.stop();
    await webhook.close();
  });

  /** The notifications of Alertmanager: state, severity and alarm of each alert. */
  const notified = (): string[][] =>
    webhook.requests.flatMap(({ body }) =>
      (JSON.parse(body) as { alerts: { status: string; labels: Record<string, string> }[] }).alerts.map(
        ({ status, labels }) => [status, labels['severity'] ?? '', labels['alarm'] ?? ''],
      ),
    );
  const now = (): Date => new Date();
  const two = [alarmLine(), alarmLine({ alarmId: 2, title: 'Größe "x"', link: 'https://hdqm.example.org/?plot=2' })];

  it('opens an alert for each alarm, once for several attempts', async () => {
    const composedAt = now();
    for (let attempt = 1; attempt <= 2; attempt += 1)
      await senders.send(receiver, delivery(incident({ opened: two }), { composedAt }));
    await expect.poll(notified).toHaveLength(2);
    const alerts = await alertmanager.alerts();
    expect(alerts.map(({ labels, status }) => [labels['alarm'], labels['severity'], status.state]).sort()).toEqual([
      ['1', 'warning', 'active'],
      ['2', 'warning', 'active'],
    ]);
    expect(alerts.find(({ labels }) => labels['alarm'] === '2')).toMatchObject({
      annotations: { summary: 'Größe "x": 15,020 -> 14,310 at run 367123, 12 sigma' },
      startsAt: '2023-05-05T12:34:56.000Z',
      generatorURL: 'https://hdqm.example.org/?plot=2',
    });
  });

  it('replaces the alert of an alarm that became an error', async () => {
    const opened = [alarmLine({ severity: 'error' })];
    await senders.send(receiver, delivery(incident({ opened }), { composedAt: now() }));
    await expect
      .poll(() => notified().slice(2).sort())
      .toEqual([
        ['firing', 'error', '1'],
        ['resolved', 'warning', '1'],
      ]);
  });

  it('resolves the alerts of alarms that are back to normal', async () => {
    const resolved = [alarmLine({ severity: 'error' })];
    await senders.send(receiver, delivery(incident({ opened: [], resolved }), { composedAt: now() }));
    await expect.poll(() => notified().slice(4)).toEqual([['resolved', 'error', '1']]);
    expect((await alertmanager.alerts()).map(({ labels }) => labels['alarm'])).toEqual(['2']);
  });
});
