/** Messages for tests. */
import type { AlarmLine, Delivery, IncidentMessage } from '../../../server/notify/incident-message.ts';

export const alarmLine = (more: Partial<AlarmLine> = {}): AlarmLine => ({
  alarmId: 1,
  cause: 'steps',
  severity: 'warning',
  subsystem: 'Tracker',
  config: 'charge_TOB_L1',
  title: 'Charge of TOB layer 1',
  primaryDataset: 'ZeroBias',
  processing: 'PromptReco',
  text: '15,020 -> 14,310 at run 367123, 12 sigma',
  action: null,
  contact: null,
  link: null,
  ...more,
});

export const incident = (more: Partial<IncidentMessage> = {}): IncidentMessage => ({
  run: 367123,
  name: 'Tracker: charge',
  severity: 'warning',
  subsystems: ['Tracker'],
  startedAt: '2023-05-05T12:34:56.000Z',
  link: 'https://hdqm.example.org/?incident=367123',
  changes: [],
  opened: [alarmLine()],
  resolved: [],
  ...more,
});

export const delivery = (message = incident(), more: Partial<Delivery> = {}): Delivery => ({
  id: '01234567-89ab-4cde-8f01-23456789abcd',
  composedAt: new Date('2023-05-06T03:00:00Z'),
  message,
  ...more,
});
