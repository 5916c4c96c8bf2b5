import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../server/judge/judge-trend.ts';
import { updateAlarms } from '../../../server/judge/update-alarms.ts';
import type { StoredAlarm } from '../../../server/store/alarms/store-judgements.ts';

const now = new Date('2026-01-02T03:04:05Z');
const runs = Array.from({ length: 100 }, (_, index) => 100 + index);

function finding(part: Partial<Finding> = {}): Finding {
  return {
    cause: 'steps',
    severity: 'warning',
    firstRun: 190,
    lastRun: 199,
    endRun: null,
    value: 60,
    reference: 50,
    significance: 12,
    ...part,
  };
}

/** The changes, and the alarms after them. */
function update(alarms: readonly StoredAlarm[], findings: readonly Finding[], part: { firstRun?: number } = {}) {
  const changes = updateAlarms({ trendId: 7, alarms, findings, runs, firstRun: 150, now, ...part });
  const unchanged = alarms.filter(({ id }) => !changes.some(({ alarm }) => alarm.id === id));
  const changed = changes.map(({ alarm }, index) => ({ ...alarm, id: alarm.id ?? 1000 + alarms.length + index }));
  return {
    events: changes.flatMap(({ events }) => events.map(({ kind, run }) => [kind, run])),
    alarms: [...unchanged, ...changed],
  };
}

const open = (part: Partial<Finding> = {}) => update([], [finding(part)]).alarms;
const acknowledged = (part: Partial<StoredAlarm> = {}, found: Partial<Finding> = {}): StoredAlarm[] =>
  open(found).map((alarm) => ({
    ...alarm,
    state: 'acknowledged',
    acknowledgedBy: 'Ada',
    comment: 'known',
    ...part,
  }));

describe('updateAlarms', () => {
  it('opens an alarm for a finding, once', () => {
    const first = update([], [finding()]);
    expect(first.events).toEqual([['opened', 190]]);
    expect(first.alarms).toEqual([
      {
        id: 1000,
        trendId: 7,
        cause: 'steps',
        severity: 'warning',
        state: 'new',
        run: 190,
        lastRun: 199,
        endRun: null,
        value: 60,
        reference: 50,
        significance: 12,
        openedAt: now,
        resolvedAt: null,
        acknowledgedBy: null,
        comment: null,
        muted: false,
        untilRun: null,
        untilTime: null,
      },
    ]);
    expect(update(first.alarms, [finding()])).toEqual({ events: [], alarms: first.alarms });
  });

  it('opens none for a finding that began before the newest runs', () => {
    expect(update([], [finding()], { firstRun: 191 })).toEqual({ events: [], alarms: [] });
  });

  it('opens one per cause', () => {
    const causes = ['limits', 'steps', 'anomalies'] as const;
    expect(
      update(
        [],
        causes.map((cause) => finding({ cause })),
      ).alarms.map(({ cause }) => cause),
    ).toEqual(causes);
  });

  it('records a finding that is over already as opened and resolved', () => {
    const { events, alarms } = update([], [finding({ cause: 'anomalies', lastRun: 191, endRun: 194 })]);
    expect(events).toEqual([
      ['opened', 190],
      ['resolved', 194],
    ]);
    expect(alarms).toMatchObject([{ state: 'resolved', endRun: 194, resolvedAt: now }]);
    expect(update(alarms, [finding({ cause: 'anomalies', lastRun: 191, endRun: 194 })]).events).toEqual([]);
  });

  it('resolves an alarm whose finding is over or no longer found, acknowledged or not', () => {
    expect(update(open(), [finding({ endRun: 198 })])).toMatchObject({
      events: [['resolved', 198]],
      alarms: [{ state: 'resolved', endRun: 198 }],
    });
    expect(update(open(), []).events).toEqual([['resolved', 199]]);
    expect(update(acknowledged(), []).alarms).toMatchObject([{ state: 'resolved', acknowledgedBy: 'Ada' }]);
  });

  it('opens an alarm again whose finding is found again', () => {
    const { alarms } = update(open(), []);
    const again = update(alarms, [finding()]);
    expect(again.events).toEqual([['reopened', 199]]);
    expect(again.alarms).toMatchObject([{ id: 1000, state: 'new', endRun: null, resolvedAt: null }]);
  });

  it('moves an alarm to where later runs show the step, without opening another one', () => {
    const moved = update(open(), [finding({ firstRun: 188 })]);
    expect(moved.events).toEqual([['moved', 188]]);
    expect(moved.alarms).toMatchObject([{ id: 1000, run: 188 }]);
    expect(update(moved.alarms, [finding({ firstRun: 188 })]).events).toEqual([]);
    expect(update(open(), [finding({ firstRun: 170 })]).events).toEqual([
      ['resolved', 199],
      ['opened', 170],
    ]);
    expect(update(open(), [finding({ firstRun: 188, value: 40 })]).events.map(([kind]) => kind)).toEqual([
      'resolved',
      'opened',
    ]);
  });

  it('follows a further step with a new alarm', () => {
    const steps = [finding({ endRun: 196 }), finding({ firstRun: 196, value: 80, reference: 60 })];
    expect(update(acknowledged(), steps)).toMatchObject({
      events: [
        ['resolved', 196],
        ['opened', 196],
      ],
      alarms: [{ state: 'resolved' }, { state: 'new', run: 196 }],
    });
  });

  it('keeps the acknowledgement while the alarm lasts, until it becomes an error', () => {
    const limits = { cause: 'limits' } as const;
    expect(update(acknowledged({}, limits), [finding({ ...limits, lastRun: 200 })])).toMatchObject({
      events: [],
      alarms: [{ state: 'acknowledged', lastRun: 200 }],
    });
    expect(update(acknowledged({}, limits), [finding({ ...limits, severity: 'error' })])).toMatchObject({
      events: [['worsened', 199]],
      alarms: [{ state: 'new', severity: 'error', acknowledgedBy: null }],
    });
  });

  it('reopens an alarm whose acknowledgement has expired by run or time', () => {
    for (const until of [{ untilRun: 198 }, { untilTime: now }])
      expect(update(acknowledged(until), [finding()])).toMatchObject({
        events: [['reopened', 199]],
        alarms: [{ state: 'new', acknowledgedBy: null, untilRun: null, untilTime: null }],
      });
    for (const until of [{ untilRun: 199 }, { untilTime: new Date(now.getTime() + 1) }])
      expect(update(acknowledged(until), [finding()]).events).toEqual([]);
  });

  it('keeps a muted alarm although the trend recovers, and opens no other one', () => {
    const muted = acknowledged({ muted: true, untilRun: 198 });
    const later = acknowledged({ muted: true });
    expect(update(later, [])).toEqual({ events: [], alarms: later });
    expect(update(later, [finding({ endRun: 196 }), finding({ firstRun: 196, value: 80 })]).events).toEqual([]);
    expect(update(muted, []).events).toEqual([['resolved', 199]]);
    expect(update(muted, [finding()]).events).toEqual([['reopened', 199]]);
  });
});
