import { expect, it } from 'vitest';
import { testMessage } from '../../../../server/notify/incident-message.ts';
import { alertsOf } from '../../../../server/notify/send/alertmanager.ts';
import { alarmLine, delivery, incident } from '../messages.ts';

const started = '2023-05-05T12:34:56.000Z';
const minuteBefore = '2023-05-06T02:59:00.000Z';

it('an alarm is an alert that stays open, and ends its alert of the other severity', () => {
  const line = alarmLine({ severity: 'error', action: 'Call.', contact: 'a@b.c', link: 'https://hdqm/?plot=1' });
  const [other, firing, ...more] = alertsOf(delivery(incident({ opened: [line] })));
  expect(more).toEqual([]);
  expect(firing).toEqual({
    labels: {
      alertname: 'HdqmStep',
      subsystem: 'Tracker',
      severity: 'error',
      incident: '367123',
      config: 'charge_TOB_L1',
      primary_dataset: 'ZeroBias',
      processing: 'PromptReco',
      alarm: '1',
    },
    annotations: {
      summary: 'Charge of TOB layer 1: 15,020 -> 14,310 at run 367123, 12 sigma',
      description: 'Call.',
      contact: 'a@b.c',
    },
    startsAt: started,
    endsAt: '2024-05-05T03:00:00.000Z',
    generatorURL: 'https://hdqm/?plot=1',
  });
  expect(other).toMatchObject({ labels: { ...firing?.labels, severity: 'warning' }, endsAt: minuteBefore });
});

it('an alarm that is back to normal ends its alerts, whatever their severity', () => {
  const alerts = alertsOf(delivery(incident({ opened: [], resolved: [alarmLine()] })));
  expect(alerts).toMatchObject([
    { labels: { severity: 'warning' }, startsAt: started, endsAt: minuteBefore },
    { labels: { severity: 'error' }, startsAt: started, endsAt: minuteBefore },
  ]);
});

it('an alert begins when it is composed where the start of the run is not known, and never ends before', () => {
  const [firing, other] = alertsOf(delivery(incident({ startedAt: null })));
  const composed = delivery().composedAt.toISOString();
  expect(firing).toMatchObject({ startsAt: composed });
  expect(other).toMatchObject({ startsAt: composed, endsAt: composed });
});

it('the alert of a test ends after minutes', () => {
  expect(alertsOf(delivery(testMessage(undefined)))[0]).toMatchObject({ endsAt: '2023-05-06T03:05:00.000Z' });
});

it('an alarm that was announced in another incident ends its alerts there', () => {
  const alerts = alertsOf(delivery(incident({ opened: [alarmLine({ previousRun: 367100 })] })));
  const ends = alerts.map(({ labels, endsAt }) => [labels['incident'], labels['severity'], endsAt]);
  expect(ends).toEqual([
    ['367123', 'warning', '2024-05-05T03:00:00.000Z'],
    ['367100', 'warning', minuteBefore],
    ['367123', 'error', minuteBefore],
    ['367100', 'error', minuteBefore],
  ]);
});
