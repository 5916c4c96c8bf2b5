/** Turns the findings of a trend into changes of its alarms. */
import type { AlarmCause } from '../plan/plan.ts';
import type { AlarmChange, StoredAlarm } from '../store/alarms/store-judgements.ts';
import type { Finding } from './judge-trend.ts';

/** What alarms are updated from. */
export interface AlarmInput {
  readonly trendId: number;
  /** All alarms of the trend that were ever opened. */
  readonly alarms: readonly StoredAlarm[];
  readonly findings: readonly Finding[];
  /** Runs of the trend, ascending. */
  readonly runs: readonly number[];
  /** Findings that began before this run do not open alarms. */
  readonly firstRun: number;
  /** The time of the judgement. */
  readonly now: Date;
}

/** Runs by which the beginning of a step moves when more runs are known. */
const maxShift = 5;

/**
 * The changes of a trend's alarms: a new alarm for each finding that has none, a resolved one for each that is over. Doing it again changes
 * nothing, so that an interrupted judgement can be repeated.
 */
export function updateAlarms(input: AlarmInput): AlarmChange[] {
  const causes: readonly AlarmCause[] = ['limits', 'steps', 'anomalies'];
  return causes.flatMap((cause) => changesOfCause(cause, input));
}

function changesOfCause(
  cause: AlarmCause,
  { trendId, alarms, findings, runs, firstRun, now }: AlarmInput,
): AlarmChange[] {
  const positions = new Map(runs.map((run, position) => [run, position]));
  const known = alarms.filter((alarm) => alarm.cause === cause);
  const claimed = new Set<Finding>();
  const changes: AlarmChange[] = [];
  const lost: [StoredAlarm, Finding][] = [];
  const ofCause = findings.filter((finding) => finding.cause === cause).sort((a, b) => a.firstRun - b.firstRun);
  for (const alarm of known.filter(({ state }) => state === 'resolved')) {
    const finding = findingOf(alarm, ofCause, positions, claimed);
    if (!finding) continue;
    claimed.add(finding);
    if (finding.endRun === null && finding.firstRun >= firstRun) lost.push([alarm, finding]);
  }
  for (const alarm of known.filter(({ state }) => state !== 'resolved')) {
    const finding = findingOf(alarm, ofCause, positions, claimed);
    if (finding) claimed.add(finding);
    const change = changeOpen(alarm, finding, runs.at(-1) ?? alarm.lastRun, now);
    if (change) changes.push(change);
  }
  const isOpen = (alarm: StoredAlarm): boolean =>
    (changes.find((change) => change.alarm.id === alarm.id)?.alarm ?? alarm).state !== 'resolved';
  // A muted alarm stays open: what begins while it is muted is part of it.
  let hasOpen = known.some((alarm) => alarm.state !== 'resolved' && isOpen(alarm));
  for (const [alarm, finding] of hasOpen ? [] : lost.slice(-1)) {
    const row = { ...alarm, ...measured(finding), ...notAcknowledged, endRun: null, resolvedAt: null };
    changes.push({ alarm: row, events: [{ kind: 'reopened', run: finding.lastRun, comment: 'found again' }] });
    hasOpen = true;
  }
  for (const finding of ofCause) {
    if (claimed.has(finding) || finding.firstRun < firstRun || hasOpen) continue;
    const opened = openedBy(trendId, finding, now);
    changes.push(opened);
    hasOpen = opened.alarm.state !== 'resolved';
  }
  return changes;
}

/** The finding that an alarm stands for: the one of its run, or one that overlaps, or a step nearby. */
function findingOf(
  alarm: StoredAlarm,
  findings: readonly Finding[],
  positions: ReadonlyMap<number, number>,
  claimed: ReadonlySet<Finding>,
): Finding | undefined {
  const free = findings.filter((finding) => !claimed.has(finding));
  const exact = free.find(({ firstRun }) => firstRun === alarm.run);
  if (exact) return exact;
  if (alarm.cause !== 'steps')
    return free.find(({ firstRun, lastRun }) => firstRun <= alarm.lastRun && alarm.run <= lastRun);
  const position = positions.get(alarm.run);
  const isUp = (alarm.value ?? 0) > (alarm.reference ?? 0);
  return free.find((finding) => {
    const shift = Math.abs((positions.get(finding.firstRun) ?? Infinity) - (position ?? -Infinity));
    return shift <= maxShift && isUp === (finding.value ?? 0) > (finding.reference ?? 0);
  });
}

/** What a finding says of its alarm. */
const measured = ({ lastRun, value, reference, significance }: Finding) => ({
  lastRun,
  value,
  reference,
  significance,
});

function openedBy(trendId: number, finding: Finding, now: Date): AlarmChange {
  const { cause, severity, firstRun, endRun } = finding;
  const opened = { kind: 'opened', run: firstRun, comment: null } as const;
  const resolved = { kind: 'resolved', run: endRun, comment: resolution(finding) } as const;
  return {
    alarm: {
      id: undefined,
      trendId,
      cause,
      severity,
      state: endRun === null ? 'new' : 'resolved',
      run: firstRun,
      endRun,
      ...measured(finding),
      openedAt: now,
      resolvedAt: endRun === null ? null : now,
      acknowledgedBy: null,
      comment: null,
      muted: false,
      untilRun: null,
      untilTime: null,
    },
    events: endRun === null ? [opened] : [opened, resolved],
  };
}

const resolution = ({ cause }: Finding): string => (cause === 'steps' ? 'the level changed again' : 'back to normal');

const notAcknowledged = {
  state: 'new',
  acknowledgedBy: null,
  comment: null,
  muted: false,
  untilRun: null,
  untilTime: null,
} as const;

/** The change of an alarm that is not resolved; undefined where nothing changes. */
function changeOpen(
  alarm: StoredAlarm,
  finding: Finding | undefined,
  newestRun: number,
  now: Date,
): AlarmChange | undefined {
  let row = alarm;
  const events: AlarmChange['events'][number][] = [];
  const isExpired =
    (alarm.untilRun !== null && newestRun > alarm.untilRun) || (alarm.untilTime !== null && alarm.untilTime <= now);
  const isOver = !finding || finding.endRun !== null;
  if (finding) {
    if (finding.firstRun !== alarm.run) {
      row = { ...row, run: finding.firstRun };
      events.push({ kind: 'moved', run: finding.firstRun, comment: `from run ${alarm.run}` });
    }
    if (finding.severity === 'error' && alarm.severity === 'warning') {
      row = { ...row, severity: 'error', ...(row.muted && !isExpired ? {} : notAcknowledged) };
      events.push({ kind: 'worsened', run: finding.lastRun, comment: null });
    }
    row = { ...row, ...measured(finding) };
  }
  if (isOver && (!row.muted || isExpired)) {
    const endRun = finding?.endRun ?? newestRun;
    row = { ...row, state: 'resolved', endRun, resolvedAt: now };
    const comment = finding ? resolution(finding) : 'no longer found';
    events.push({ kind: 'resolved', run: endRun, comment });
  } else if (isExpired && row.state === 'acknowledged') {
    row = { ...row, ...notAcknowledged };
    events.push({ kind: 'reopened', run: newestRun, comment: 'the acknowledgement has expired' });
  }
  const isSame = (Object.keys(row) as (keyof StoredAlarm)[]).every((key) => Object.is(row[key], alarm[key]));
  return events.length === 0 && isSame ? undefined : { alarm: row, events };
}
