/** Judges a trend that is not stored, over past runs: the alarms that it would have raised, and how they agree with certification flags. */
import type { FlagStatus } from '../enrich/flags.ts';
import type { AlarmCause, Limit } from '../plan/plan.ts';
import { describeAlarm } from './describe-alarm.ts';
import { type Finding, judgeTrend, type RunSegment } from './judge-trend.ts';
import { isBeyond, type Scope, scopesOf, type TrendLimit, trendLimits } from './limits.ts';

/** A run with the value of the trend. */
export interface TestedRun extends Scope {
  readonly run: number;
  /** Null where the run has no value. */
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  /** Statuses of the run in the columns that certify the subsystem; null where they are not known. */
  readonly statuses: readonly (FlagStatus | null)[];
}

/** What a config says of the judgement of its trend. */
export interface JudgedBy {
  readonly limits: readonly Limit[];
  readonly alarms: readonly AlarmCause[];
  readonly minEntries: number | null;
}

/** How findings and values beyond limits agree with flags; lists of runs are in ascending order. */
export interface FlagAgreement {
  readonly badRuns: number;
  readonly caughtRuns: readonly number[];
  readonly missedRuns: readonly number[];
  readonly goodRuns: number;
  readonly disturbedRuns: readonly number[];
}

export interface BackTest {
  /** Number of runs. */
  readonly runs: number;
  /** The limits that apply to the runs. */
  readonly limits: readonly TrendLimit[];
  readonly segments: readonly RunSegment[];
  /** In the order of their first runs, each described in words. */
  readonly findings: readonly (Finding & { readonly text: string })[];
  /** Null where no run has a flag. */
  readonly agreement: FlagAgreement | null;
}

/** Runs after which a lasting step is the new baseline: from then on it disturbs no GOOD run. */
const newLevelRuns = 5;

const isLastingStep = ({ cause, endRun }: Pick<Finding, 'cause' | 'endRun'>): boolean =>
  cause === 'steps' && endRun === null;

/** Judges the values of runs, significant ones in ascending order, as the judgement after a scan does. Pure. */
export function backTest(runs: readonly TestedRun[], { limits, alarms, minEntries }: JudgedBy): BackTest {
  const ofRuns = trendLimits(limits, scopesOf(runs));
  const { segments, findings } = judgeTrend({
    runs: runs.map(({ run }) => run),
    values: runs.map(({ value }) => value),
    errors: runs.map(({ errorLow, errorHigh }) => ((errorLow ?? 0) + (errorHigh ?? 0)) / 2),
    entries: runs.map(({ entries }) => entries),
    limits: ofRuns,
    causes: alarms,
    minEntries,
    baselineRun: null,
  });
  const runAfter = (first: number, count: number): number | undefined =>
    runs[runs.findIndex(({ run }) => run === first) + count - 1]?.run;
  const isCovered = ({ run, value, entries, ...tested }: TestedRun): boolean => {
    const isGood = flagOf(tested) === 'GOOD';
    const covers = ({ firstRun, lastRun, ...finding }: Finding): boolean =>
      firstRun <= run &&
      run <= (isGood && isLastingStep(finding) ? (runAfter(firstRun, newLevelRuns) ?? lastRun) : lastRun);
    if (findings.some(covers)) return true;
    if (value === null || (minEntries !== null && (entries ?? 0) < minEntries)) return false;
    return ofRuns.some((limit) => limit.firstRun <= run && run <= limit.lastRun && isBeyond(limit, value));
  };
  return {
    runs: runs.length,
    limits: ofRuns,
    segments,
    findings: findings
      .map((finding) => ({ ...finding, text: describeAlarm({ ...finding, run: finding.firstRun }) }))
      .toSorted((a, b) => a.firstRun - b.firstRun),
    agreement: agreementOf(runs, isCovered),
  };
}

function agreementOf(runs: readonly TestedRun[], isCovered: (run: TestedRun) => boolean): FlagAgreement | null {
  const [bad, good] = (['BAD', 'GOOD'] as const).map((flag) => runs.filter((run) => flagOf(run) === flag));
  if (!bad || !good || bad.length + good.length === 0) return null;
  const numbers = (of: readonly TestedRun[], covered: boolean): number[] =>
    of.filter((run) => isCovered(run) === covered).map(({ run }) => run);
  return {
    badRuns: bad.length,
    caughtRuns: numbers(bad, true),
    missedRuns: numbers(bad, false),
    goodRuns: good.length,
    disturbedRuns: numbers(good, true),
  };
}

/** A run is BAD if one column is, and GOOD if one is and none is BAD; any other status is neither. */
function flagOf({ statuses }: Pick<TestedRun, 'statuses'>): 'BAD' | 'GOOD' | undefined {
  if (statuses.includes('BAD')) return 'BAD';
  return statuses.includes('GOOD') ? 'GOOD' : undefined;
}
