/** The rule of suggested run lists: which runs are good, and why the others are not. */
import type { Limit, LimitSeverity } from '../plan/plan.ts';
import { onlineDataset } from '../store/entities/certification/run-flag.ts';
import type { LimitedValue, RunAlarm, RunFacts, Suggestion } from '../store/runs/certification/run-facts.ts';
import type { FlagFilter } from '../store/runs/run-filter.ts';
import { isBeyond, limitsOf } from './limits.ts';

/** What a good run must have; a condition that is null or empty is switched off. */
export interface SuggestionRule {
  /** No value may be beyond a limit of this severity or a worse one. */
  readonly limits: LimitSeverity | null;
  /** No alarm of this severity or a worse one that is not resolved may cover the run. */
  readonly alarms: LimitSeverity | null;
  readonly flags: readonly FlagFilter[];
  /** In 1/pb. */
  readonly minRecordedLumi: number | null;
}

/** Max. number of plots that a reason names. */
const maxNames = 3;

/** Judges a run by a rule. Pure. */
export function suggestRun(facts: RunFacts, rule: SuggestionRule): Suggestion {
  const reasons = [
    ...luminosityReasons(facts, rule.minRecordedLumi),
    ...rule.flags.flatMap((filter) => flagReasons(facts, filter)),
    ...limitReasons(facts.values, rule.limits),
    ...alarmReasons(facts.alarms, rule.alarms),
  ];
  return { run: facts.run, isGood: reasons.length === 0, reasons };
}

function luminosityReasons({ recordedLumi }: RunFacts, min: number | null): string[] {
  if (min === null) return [];
  if (recordedLumi === null) return ['recorded luminosity not known'];
  return recordedLumi >= min ? [] : [`recorded luminosity ${format(recordedLumi)} /pb < ${format(min)} /pb`];
}

function flagReasons({ flags }: RunFacts, { column, dataset, statuses, minGoodShare }: FlagFilter): string[] {
  const flag = flags.find((one) => one.column === column && one.dataset === (dataset ?? onlineDataset));
  const name = `flag ${column}${dataset ? ` of ${dataset}` : ''}`;
  if (!flag || flag.status === null || flag.goodShare === null) return [`${name} not known`];
  const share = `GOOD for ${formatPercent(flag.goodShare)} of the lumisections`;
  if (statuses && !statuses.includes(flag.status)) return [`${name} is ${flag.status} (${share})`];
  const isEnough = flag.goodShare >= (minGoodShare ?? 0);
  return isEnough ? [] : [`${name} is ${share}, less than ${formatPercent(minGoodShare ?? 0)}`];
}

function limitReasons(values: readonly LimitedValue[], lowest: LimitSeverity | null): string[] {
  const exceeded = values.flatMap((value) => {
    const beyond = limitsOf(value.limits, value).filter((limit) => isBeyond(limit, value.value));
    const [worst] = beyond.toSorted((a, b) => a.severity.localeCompare(b.severity)); // error before warning
    return worst && isSevere(worst.severity, lowest) ? [{ value, limit: worst }] : [];
  });
  return list(
    exceeded,
    ({ value, limit }) => `${limit.severity} limit: ${nameOf(value)} ${describe(value.value, limit)}`,
  );
}

function alarmReasons(alarms: readonly RunAlarm[], lowest: LimitSeverity | null): string[] {
  const open = alarms.filter(({ severity }) => isSevere(severity, lowest));
  return list(open, (alarm) => `${alarm.severity} alarm: ${nameOf(alarm)}, since run ${alarm.firstRun}`);
}

function isSevere(severity: LimitSeverity, lowest: LimitSeverity | null): boolean {
  return lowest === 'warning' || (lowest === 'error' && severity === 'error');
}

function list<T>(items: readonly T[], describeItem: (item: T) => string): string[] {
  const [named, others] = [items.slice(0, maxNames), items.length - maxNames];
  return [...named.map(describeItem), ...(others > 0 ? [`${others} more of the same kind`] : [])];
}

function nameOf({
  subsystem,
  name,
  primaryDataset,
  processing,
}: Pick<RunAlarm, 'subsystem' | 'name' | 'primaryDataset' | 'processing'>): string {
  return `${subsystem} ${name} in ${primaryDataset} ${processing}`;
}

function describe(value: number, { min, max }: Pick<Limit, 'min' | 'max'>): string {
  return min !== null && value < min ? `${format(value)} < ${format(min)}` : `${format(value)} > ${format(max ?? 0)}`;
}

function format(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `95.2 %`, rounded down: a share below a minimum is not shown as if it reached it. */
function formatPercent(share: number): string {
  return `${Math.floor(Number((share * 1000).toFixed(6))) / 10} %`;
}
