import { describe, expect, it } from 'vitest';
import {
  countsByState,
  describeEvent,
  describeState,
  incidentText,
  type OpenIncident,
  type ShownAlarm,
} from '../../../../client/pages/incidents/alarm-text.ts';

const config = {
  id: '1',
  subsystem: 'CSC',
  name: 'NSegments',
  title: 'Segments',
  yTitle: 'Number',
  description: null,
  contact: null,
  action: null,
};
const fresh: ShownAlarm = {
  id: '1',
  cause: 'steps',
  severity: 'warning',
  state: 'new',
  run: 367000,
  lastRun: 367009,
  endRun: null,
  value: 2,
  reference: 1,
  summary: 'level from 1 to 2 (+100 %, 9 σ)',
  acknowledgedBy: null,
  comment: null,
  muted: false,
  untilRun: null,
  untilTime: null,
  trend: { id: '1', config, dataset: { id: '1', primaryDataset: 'ZeroBias', processing: 'PromptReco' } },
  events: [],
};
const known: ShownAlarm = { ...fresh, state: 'acknowledged', acknowledgedBy: 'Ada', comment: 'new menu' };

describe('describeState', () => {
  it.each([
    [fresh, ''],
    [known, 'Acknowledged by Ada until it recovers: new menu'],
    [{ ...known, untilRun: 367100 }, 'Acknowledged by Ada until run 367100: new menu'],
    [{ ...known, muted: true }, 'Muted by Ada indefinitely: new menu'],
    [
      { ...known, muted: true, untilRun: 367100, untilTime: '2023-05-10T23:59:59Z' },
      'Muted by Ada until run 367100 or 2023-05-10 23:59 UTC: new menu',
    ],
    [{ ...fresh, state: 'resolved' as const, endRun: 367012 }, 'Back to normal in run 367012'],
    [{ ...known, state: 'resolved' as const, endRun: 367012 }, 'Back to normal in run 367012'],
    [{ ...known, state: 'resolved' as const, endRun: 367000 }, 'New baseline from run 367000 by Ada: new menu'],
  ])('%# says who did what and why', (alarm, text) => {
    expect(describeState(alarm)).toBe(text);
  });
});

describe('describeEvent', () => {
  const event = { id: '1', at: '2023-05-10T08:30:00Z', by: null, comment: null, run: 367000, untilTime: null };
  it.each([
    [{ ...event, kind: 'opened' as const }, 'began at run 367000'],
    [{ ...event, kind: 'moved' as const, comment: 'from run 367002' }, 'begins at run 367000 (from run 367002)'],
    [{ ...event, kind: 'acknowledged' as const, by: 'Ada', comment: 'x' }, 'Ada: acknowledged until run 367000 (x)'],
    [{ ...event, kind: 'muted' as const, by: 'Ada', run: null }, 'Ada: muted indefinitely'],
    [
      { ...event, kind: 'resolved' as const, comment: 'no longer found' },
      'back to normal in run 367000 (no longer found)',
    ],
  ])('%# describes it', (each, text) => {
    expect(describeEvent(each)).toBe(text);
  });
});

it('countsByState leaves out states without alarms', () => {
  expect(countsByState({ new: 0, acknowledged: 1200, resolved: 1 })).toBe('1,200 acknowledged, 1 back to normal');
});

describe('incidentText', () => {
  const incident: OpenIncident = {
    run: 367000,
    name: 'CSC NSegments in ZeroBias',
    state: 'new',
    severity: 'warning',
    openedAt: '2023-05-11T02:00:00Z',
    resolvedAt: null,
    total: 2,
    new: 1,
    acknowledged: 1,
    resolved: 0,
    runInfo: {
      number: 367000,
      startTime: '2023-05-10T08:30:00Z',
      fill: 8754,
      class: 'Collisions23',
      changes: {
        previousRun: 366999,
        items: [
          { quantity: 'bField', before: '3.8', after: '0', configs: [] },
          {
            quantity: 'configRevision',
            before: '1',
            after: '2',
            configs: [{ id: '1', name: 'NSegments' }],
          },
        ],
      },
    },
    alarms: [fresh, known],
  };

  it('has the run, what changed, the alarms and the address', () => {
    expect(incidentText(incident, 'https://hdqm.example.org/?incident=367000')).toBe(
      `HDQM: incident at run 367000: CSC NSegments in ZeroBias
Severity: warning. 2 alarms: 1 new, 1 acknowledged.
Run started: 2023-05-10 08:30 UTC
Changes since run 366999:
- magnetic field: 3.8 → 0 T
- revision of NSegments: 1 → 2
Alarms:
- CSC/NSegments in ZeroBias PromptReco: level from 1 to 2 (+100 %, 9 σ)
- CSC/NSegments in ZeroBias PromptReco: level from 1 to 2 (+100 %, 9 σ). Acknowledged by Ada until it recovers: new menu
https://hdqm.example.org/?incident=367000`,
    );
  });

  it('counts the alarms that it does not list', () => {
    const text = incidentText({ ...incident, total: 500, alarms: Array.from({ length: 100 }, () => fresh) }, 'x');
    expect(text.match(/^- CSC/gm)).toHaveLength(40);
    expect(text).toContain('\n- 460 more\n');
  });
});
