import { describe, expect, it } from 'vitest';
import { type ChangedAlarm, composeMessages } from '../../../server/notify/compose.ts';
import type { Receiver } from '../../../server/notify/receivers.ts';
import type { AlarmEventKind } from '../../../server/store/entities/index.ts';
import type { Announcement } from '../../../server/store/notifications/alarm-news.ts';
import { alarmLine, incident } from './messages.ts';

const receiver = (more: Partial<Omit<Receiver, 'kind'>> = {}): Receiver => ({
  kind: 'mattermost',
  name: 'chat',
  url: 'https://chat.example.org',
  subsystems: [],
  severity: 'warning',
  ...more,
});
const alarm = (
  alarmId: number,
  kind: AlarmEventKind,
  { run = 10, state = 'new', ...line }: Partial<ChangedAlarm> & Partial<ChangedAlarm['line']> = {},
): ChangedAlarm => ({
  line: alarmLine({ alarmId, ...line }),
  run,
  state,
  news: { alarmId, eventIds: [String(alarmId * 100)], kinds: [kind] },
});
const incidents = new Map([10, 20].map((run) => [run, incident({ run })]));
const announced = (alarmId: number, more: Partial<Announcement> = {}): Announcement => ({
  receiver: 'chat',
  alarmId,
  run: 10,
  isOpen: true,
  ...more,
});
/** Receiver, run, opened and resolved alarms of each message. */
const compose = (
  alarms: readonly ChangedAlarm[],
  receivers: readonly Receiver[] = [receiver()],
  announcements: readonly Announcement[] = [],
): unknown[] =>
  composeMessages(alarms, incidents, receivers, announcements).map(({ receiver, run, opened, resolved }) => [
    receiver,
    run,
    opened,
    resolved,
  ]);

describe('a message', () => {
  it('is composed for each receiver and incident, older incidents first', () => {
    const alarms = [alarm(1, 'opened', { run: 20 }), alarm(2, 'opened'), alarm(3, 'opened')];
    expect(compose(alarms, [receiver(), receiver({ name: 'mail' })])).toEqual([
      ['chat', 10, [2, 3], []],
      ['chat', 20, [1], []],
      ['mail', 10, [2, 3], []],
      ['mail', 20, [1], []],
    ]);
  });

  it('has the events, severity and subsystems of its alarms', () => {
    const alarms = [
      alarm(1, 'opened', { subsystem: 'Pixel' }),
      alarm(2, 'opened', { subsystem: 'HCAL', severity: 'error' }),
    ];
    expect(composeMessages(alarms, incidents, [receiver()], [])).toMatchObject([
      { events: ['100', '200'], message: { run: 10, severity: 'error', subsystems: ['HCAL', 'Pixel'] } },
    ]);
    expect(composeMessages(alarms, incidents, [receiver({ subsystems: ['Pix*'] })], [])).toMatchObject([
      { events: ['100'], message: { severity: 'warning', subsystems: ['Pixel'], opened: [{ alarmId: 1 }] } },
    ]);
  });

  it('has alarms of the subsystems and severities of its receiver only', () => {
    const alarms = [
      alarm(1, 'opened', { subsystem: 'SiStrips', severity: 'error' }),
      alarm(2, 'opened', { subsystem: 'SiStrips' }),
      alarm(3, 'worsened', { subsystem: 'Tracker', severity: 'error' }),
    ];
    expect(compose(alarms, [receiver({ subsystems: ['SiStrips'] })])).toEqual([['chat', 10, [1, 2], []]]);
    expect(compose(alarms, [receiver({ severity: 'error' })])).toEqual([['chat', 10, [1, 3], []]]);
    expect(compose(alarms, [receiver({ subsystems: ['HCAL'] })])).toEqual([]);
  });
});

describe('an alarm', () => {
  it.each(['opened', 'worsened', 'reopened'] as const)('is announced when it is %s', (kind) => {
    expect(compose([alarm(1, kind)])).toEqual([['chat', 10, [1], []]]);
  });

  it.each(['moved', 'acknowledged', 'muted', 'baseline', 'resolved'] as const)(
    'is not announced when it is %s',
    (kind) => {
      expect(compose([alarm(1, kind)])).toEqual([]);
    },
  );

  it('that was acknowledged or resolved since is not announced', () => {
    expect(compose([alarm(1, 'opened', { state: 'acknowledged' }), alarm(2, 'opened', { state: 'resolved' })])).toEqual(
      [],
    );
  });

  it('is reported as back to normal to the receivers to which it was announced', () => {
    const alarms = [alarm(1, 'resolved', { state: 'resolved' }), alarm(2, 'resolved', { state: 'resolved' })];
    const receivers = [receiver(), receiver({ name: 'mail' })];
    expect(compose(alarms, receivers, [announced(1), announced(2, { isOpen: false })])).toEqual([
      ['chat', 10, [], [1]],
    ]);
  });

  it('whose beginning has moved has the run of the incident in which it was announced', () => {
    const moved = alarm(1, 'resolved', { state: 'resolved', run: 20 });
    const [composed] = composeMessages([moved], incidents, [receiver()], [announced(1)]);
    expect(composed?.message).toMatchObject({ run: 20, resolved: [{ previousRun: 10 }] });
    const [other] = composeMessages([moved], incidents, [receiver()], [announced(1, { run: 20 })]);
    expect(other?.message.resolved[0]).not.toHaveProperty('previousRun');
  });

  it('ends for Alertmanager when it is acknowledged', () => {
    const acknowledged = [alarm(1, 'acknowledged', { state: 'acknowledged' })];
    const url = 'http://alertmanager';
    const alertmanager: Receiver = { kind: 'alertmanager', name: 'chat', url, subsystems: [], severity: 'warning' };
    expect(compose(acknowledged, [alertmanager], [announced(1)])).toEqual([['chat', 10, [], [1]]]);
    expect(compose(acknowledged, [receiver()], [announced(1)])).toEqual([]);
  });
});
