/** Judges the values of a run by what the judgement of their trends found: its segments and its alarms. */
import type { Limit } from '../plan/plan.ts';
import type { TrendAlarm } from '../store/alarms/alarms.ts';
import type { RunConfig, RunDataset, RunPoint } from '../store/alarms/run-points.ts';
import { describeAlarm } from './describe-alarm.ts';
import { isBeyond, limitsOf } from './limits.ts';
import { minRuns } from './segments.ts';

/** How good a value is, the worst first. */
export const pointStates = ['bad', 'warning', 'noValue', 'unjudged', 'good'] as const;
export type PointState = (typeof pointStates)[number];

/** An alarm that is not resolved, of a trend in a run that it covers. */
type CoveringAlarm = Pick<
  TrendAlarm,
  'trendId' | 'cause' | 'severity' | 'value' | 'reference' | 'significance' | 'run' | 'lastRun'
>;

/** What the points of a run are judged by. */
export interface RunJudgeInput<A extends CoveringAlarm> {
  readonly run: number;
  readonly points: readonly RunPoint[];
  readonly datasets: readonly RunDataset[];
  /** In the order of the config files. */
  readonly configs: readonly RunConfig[];
  /** Those that are not resolved and cover the run. */
  readonly alarms: readonly A[];
  /** The significant runs of datasets by their ID, ascending: where a level drifts, the one at the run depends on them. */
  readonly runsOf: ReadonlyMap<number, readonly number[]>;
}

/** How good the value of a trend is in a run. */
export interface PointJudgement<A = CoveringAlarm> {
  readonly point: RunPoint;
  readonly config: RunConfig;
  readonly dataset: RunDataset;
  readonly state: PointState;
  /** The level that the value is compared with: of its segment, or the one before a step that is not resolved. Null if there is none. */
  readonly level: number | null;
  /** Distance from the level in standard deviations, negative below it; null without a value or level. */
  readonly distance: number | null;
  /** The limits that the value is beyond: errors, or else warnings. */
  readonly exceeded: readonly Limit[];
  /** Those that are not resolved and cover the run. */
  readonly alarms: readonly A[];
}

const ranks: Readonly<Record<PointState, number>> = { bad: 0, warning: 1, noValue: 2, unjudged: 3, good: 4 };
const [noAlarms, noLimits]: [readonly never[], readonly never[]] = [[], []];

/** Judges the points of a run: the worst first, then those farthest from their level, then in the order of the config files. Pure. */
export function judgeRun<A extends CoveringAlarm>(input: RunJudgeInput<A>): PointJudgement<A>[] {
  const { run, points, datasets, configs, alarms, runsOf } = input;
  const datasetOf = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const configOf = new Map(configs.map((config) => [config.id, config]));
  const orderOf = new Map(configs.map(({ id }, order) => [id, order]));
  const alarmsOf = new Map<number, A[]>();
  for (const alarm of alarms) alarmsOf.set(alarm.trendId, [...(alarmsOf.get(alarm.trendId) ?? noAlarms), alarm]);
  const judged: PointJudgement<A>[] = [];
  for (const point of points) {
    const [dataset, config] = [datasetOf.get(point.datasetId), configOf.get(point.configId)];
    if (!dataset || !config) continue;
    const covering = alarmsOf.get(point.trendId) ?? noAlarms;
    const level = levelOf(point, covering, run, runsOf.get(point.datasetId) ?? []);
    const exceeded = exceededBy(point.value, config, dataset);
    judged.push({
      point,
      config,
      dataset,
      level,
      distance: distanceFrom(level, point, covering),
      state: stateOf(point, config, dataset, exceeded, covering),
      exceeded,
      alarms: covering,
    });
  }
  return judged.sort(
    (a, b) =>
      ranks[a.state] - ranks[b.state] ||
      Math.abs(b.distance ?? 0) - Math.abs(a.distance ?? 0) ||
      (orderOf.get(a.config.id) ?? 0) - (orderOf.get(b.config.id) ?? 0) ||
      a.point.trendId - b.point.trendId,
  );
}

/** The level before a step that is not resolved. */
const levelBefore = (alarms: readonly CoveringAlarm[]): number | null =>
  alarms.find(({ cause }) => cause === 'steps')?.reference ?? null;

/** The level that a value is compared with. */
function levelOf(point: RunPoint, alarms: readonly CoveringAlarm[], run: number, runs: readonly number[]) {
  if (point.noise === null) return null;
  return levelBefore(alarms) ?? point.baseline ?? levelAt(point, run, runs);
}

/** The level of a segment at a run: on the line from its first to its last run, all runs of the dataset being equally far from each other. */
function levelAt({ firstRun, lastRun, firstLevel, lastLevel }: RunPoint, run: number, runs: readonly number[]) {
  if (firstLevel === lastLevel || firstRun === null || lastRun === null || firstLevel === null || lastLevel === null)
    return firstLevel;
  const first = runs.indexOf(firstRun);
  const last = runs.indexOf(lastRun, first);
  if (first < 0 || last <= first) return firstLevel;
  const share = Math.min(1, Math.max(0, (runs.indexOf(run, first) - first) / (last - first)));
  return firstLevel * (1 - share) + lastLevel * share;
}

function distanceFrom(
  level: number | null,
  { value, noise, farDistance }: RunPoint,
  alarms: readonly CoveringAlarm[],
): number | null {
  if (value === null || level === null || noise === null) return null;
  if (farDistance !== null && levelBefore(alarms) === null) return farDistance;
  if (value === level) return 0;
  return noise === 0 ? null : finite((value - level) / noise);
}

const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

function exceededBy(value: number | null, { limits }: RunConfig, dataset: RunDataset): readonly Limit[] {
  if (value === null || limits.length === 0) return noLimits;
  const exceeded = limitsOf(limits, dataset).filter((limit) => isBeyond(limit, value));
  const errors = exceeded.filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : exceeded;
}

function stateOf(
  { value, noise, isAnomalous, entries }: RunPoint,
  { minEntries }: RunConfig,
  { significant }: RunDataset,
  exceeded: readonly Limit[],
  alarms: readonly CoveringAlarm[],
): PointState {
  if (value === null) return 'noValue';
  if (significant === false || hasFewEntries(entries, minEntries)) return 'unjudged';
  const isError = ({ severity }: Pick<Limit, 'severity'>): boolean => severity === 'error';
  if (exceeded.some(isError) || alarms.some(isError)) return 'bad';
  if (exceeded.length > 0 || alarms.length > 0) return 'warning';
  if (noise === null) return 'unjudged';
  return isAnomalous === true ? 'warning' : 'good';
}

const hasFewEntries = (entries: number | null, minEntries: number | null): boolean =>
  minEntries !== null && (entries ?? 0) < minEntries;

/** The reason for the state of a value, in words; null if it is good. */
export function explainState({ state, point, config, dataset, exceeded, alarms }: PointJudgement): string | null {
  const { value, reason, entries, firstRun } = point;
  switch (state) {
    case 'noValue':
      return reason;
    case 'good':
      return null;
    case 'unjudged':
      if (dataset.significant === false) return 'the run is not significant';
      if (hasFewEntries(entries, config.minEntries))
        return `${entries ?? 0} entries: fewer than ${config.minEntries} are not judged`;
      // Its segment was found before noise was stored, or its file after the last judgement.
      if (firstRun !== null || !dataset.isJudged) return 'not judged yet';
      return `no baseline yet: fewer than ${minRuns} runs with a value`;
    case 'bad':
    case 'warning': {
      const beyond = exceeded.map(({ severity, min, max }) =>
        max !== null && value !== null && value > max
          ? `above the ${severity} limit ${max}`
          : `below the ${severity} limit ${min}`,
      );
      // The value itself says that a limit is exceeded.
      const raised = alarms.filter(({ cause }) => cause !== 'limits' || exceeded.length === 0).map(describeAlarm);
      const reasons = [...new Set([...beyond, ...raised])];
      return reasons.length === 0 ? 'an anomaly: far from the baseline' : reasons.join('; ');
    }
  }
}
