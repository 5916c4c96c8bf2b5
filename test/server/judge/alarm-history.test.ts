import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding, judgeTrend } from '../../../server/judge/judge-trend.ts';
import { updateAlarms } from '../../../server/judge/update-alarms.ts';
import type { AlarmChange, StoredAlarm } from '../../../server/store/alarms/store-judgements.ts';
import { Random } from '../../random.ts';

const seed = 20_261_130;
const causes = ['limits', 'steps', 'anomalies'] as const;
const now = new Date('2026-01-02T03:04:05Z');

/** The points of a trend, by run. */
type Points = ReadonlyMap<number, number | null>;

/** A trend as it becomes known: more and more points, late or changed ones among them. */
interface History {
  readonly states: readonly Points[];
  /** For each state, whether it is not judged, judged, or judged twice. */
  readonly judgements: readonly (0 | 1 | 2)[];
}

/** Noise around 50, with levels, outliers and missing values that a list of numbers determines. */
function valuesOf(runs: number, noiseSeed: number, events: readonly { at: number; kind: number; size: number }[]) {
  const random = new Random(noiseSeed);
  const values = Array.from({ length: runs }, (): number | null => {
    const sum = Array.from({ length: 12 }, () => random.fraction()).reduce((total, one) => total + one);
    return 50 + sum - 6;
  });
  for (const { at, kind, size } of events) {
    const first = Math.floor(at * runs);
    const last = [runs, first + 1, first + 4, first + 5, first + 12][kind] ?? runs;
    for (let run = first; run < Math.min(last, runs); run += 1)
      values[run] = kind === 3 ? null : (values[run] ?? 50) + size;
  }
  return values;
}

const history: fc.Arbitrary<History> = fc
  .record({
    runs: fc.integer({ min: 30, max: 90 }),
    noiseSeed: fc.nat(),
    events: fc.array(
      fc.record({
        at: fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        kind: fc.nat({ max: 4 }),
        size: fc.constantFrom(-30, -12, 7, 12, 30),
      }),
      { maxLength: 4 },
    ),
    night: fc.constantFrom(1, 2, 7, 30, 1000),
    /** Runs that come after the next ones, and runs whose values were others before. */
    late: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    reprocessed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    interruptions: fc.infiniteStream(fc.constantFrom<0 | 1 | 2>(0, 1, 1, 2)),
  })
  .map(({ runs, noiseSeed, events, night, late, reprocessed, interruptions }) => {
    const values = valuesOf(runs, noiseSeed, events);
    const toRun = (share: number): number => Math.min(runs - 1, Math.floor(share * runs));
    const delayed = new Set(late.map(toRun));
    const changed = new Set(reprocessed.map(toRun));
    const states: Points[] = [];
    for (let count = Math.min(20, runs); count < runs; count += night)
      states.push(
        new Map(
          values
            .slice(0, count)
            .map((value, run): [number, number | null] => [run, changed.has(run) && run + 10 > count ? 90 : value])
            .filter(([run]) => !delayed.has(run) || run + 5 < count),
        ),
      );
    states.push(new Map(values.entries()));
    const judgements = states.map((_, index): 0 | 1 | 2 => (index === states.length - 1 ? 2 : next(interruptions)));
    return { states, judgements };
  });

const next = <T>(stream: Iterator<T>): T => stream.next().value as T;

/** Alarms of a trend as the database keeps them, with their events. */
class Store {
  alarms: StoredAlarm[] = [];
  readonly events = new Map<number, string[]>();

  store(changes: readonly AlarmChange[]): void {
    const ordered = changes.toSorted(
      (a, b) => Number(b.alarm.state === 'resolved') - Number(a.alarm.state === 'resolved'),
    );
    for (const { alarm, events } of ordered) {
      const id = alarm.id ?? this.alarms.length + 1;
      this.alarms = [...this.alarms.filter((other) => other.id !== id), { ...alarm, id }];
      this.events.set(id, [...(this.events.get(id) ?? []), ...events.map(({ kind }) => kind)]);
      for (const cause of causes) expect(this.open(cause).length).toBeLessThan(2);
    }
  }

  open(cause: StoredAlarm['cause']): StoredAlarm[] {
    return this.alarms.filter((alarm) => alarm.cause === cause && alarm.state !== 'resolved');
  }
}

function findingsOf(points: Points): { runs: number[]; findings: readonly Finding[] } {
  const sorted = [...points].toSorted(([a], [b]) => a - b);
  const runs = sorted.map(([run]) => run);
  const { findings } = judgeTrend({
    runs,
    values: sorted.map(([, value]) => value),
    limits: [{ severity: 'error', min: 30, max: 75, firstRun: 0, lastRun: 1000 }],
    causes,
    minEntries: null,
    baselineRun: null,
  });
  return { runs, findings };
}

/** Judges the last of some states as often as is given. */
function replay({ states, judgements }: History, newest: number): Store {
  const stored = new Store();
  for (const [index, points] of states.entries()) {
    for (let judgement = 0; judgement < (judgements[index] ?? 0); judgement += 1) {
      const { runs, findings } = findingsOf(points);
      const firstRun = runs.at(-newest) ?? 0;
      const changes = updateAlarms({ trendId: 1, alarms: stored.alarms, findings, runs, firstRun, now });
      if (judgement === 1) expect(changes).toEqual([]);
      stored.store(changes);
      for (const cause of causes) {
        const last = findings.filter((finding) => finding.cause === cause && finding.endRun === null);
        const open = stored.open(cause);
        expect(last.length).toBeLessThan(2);
        // An open finding of the newest runs has its alarm, and no alarm is open without a finding.
        for (const { firstRun: began } of last)
          if (began >= firstRun) expect(open.map(({ run }) => run)).toEqual([began]);
        if (last.length === 0) expect(open).toEqual([]);
      }
    }
  }
  return stored;
}

describe('alarms of any history', () => {
  it('are one for each open finding of the newest runs, whatever comes late, is judged twice or not at all', () => {
    let alarms = 0;
    fc.assert(
      fc.property(history, fc.constantFrom(15, 1000), (one, newest) => {
        alarms += replay(one, newest).alarms.length;
      }),
      { numRuns: 150, seed },
    );
    expect(alarms).toBeGreaterThan(150);
  });

  it('are open for the same runs in the end, judged run by run or all runs together', () => {
    fc.assert(
      fc.property(history, (one) => {
        const open = (stored: Store) =>
          causes.flatMap((cause) => stored.open(cause).map(({ run, severity }) => ({ cause, run, severity })));
        const once = replay({ states: one.states.slice(-1), judgements: [1] }, 1000);
        expect(open(replay(one, 1000))).toEqual(open(once));
      }),
      { numRuns: 100, seed },
    );
  });

  it('have events in an order that can occur', () => {
    fc.assert(
      fc.property(history, (one) => {
        for (const events of replay(one, 1000).events.values())
          expect(events.filter((kind) => kind !== 'moved' && kind !== 'worsened').join(' ')).toMatch(
            /^opened( resolved( reopened resolved)*( reopened)?)?$/,
          );
      }),
      { numRuns: 100, seed },
    );
  });
});
