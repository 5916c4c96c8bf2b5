/** What alarms and incidents say in words, on the page and in copied texts. */
import { describeChange } from '../../format/run-changes.ts';
import { formatTime } from '../../format/time.ts';
import type {
  AlarmState,
  IncidentQuery,
  ListedAlarmFragment,
  ListedRunChangesFragment,
  NamedTrendFragment,
} from '../../generated/operations.ts';

export type OpenIncident = NonNullable<IncidentQuery['incident']>;
export type ShownAlarm = OpenIncident['alarms'][number];
type AlarmEvent = ShownAlarm['events'][number];

/** The names of the states of incidents. */
export const stateNames: Readonly<Record<AlarmState, string>> = {
  new: 'New',
  acknowledged: 'Known',
  resolved: 'Back to normal',
};

/** Returns `1 alarm`, `2 alarms`. */
export const countAlarms = (count: number): string =>
  count === 1 ? '1 alarm' : `${count.toLocaleString('en')} alarms`;

/** Returns the numbers of alarms by state, e.g. `2 new, 1 acknowledged`. */
export function countsByState(counts: Readonly<Record<AlarmState, number>>): string {
  return (['new', 'acknowledged', 'resolved'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state].toLocaleString('en')} ${state === 'resolved' ? 'back to normal' : state}`)
    .join(', ');
}

/** For how long an acknowledgement holds; empty if nothing limits it. */
function limitOf(untilRun: number | null, untilTime: string | null): string {
  const limits = [
    ...(untilRun === null ? [] : [`run ${untilRun}`]),
    ...(untilTime === null ? [] : [formatTime(untilTime)]),
  ];
  return limits.length === 0 ? '' : `until ${limits.join(' or ')}`;
}

/** What users did to an alarm, or what ended it; empty for a new one. */
export function describeState({
  state,
  muted,
  run,
  endRun,
  acknowledgedBy,
  comment,
  untilRun,
  untilTime,
}: ListedAlarmFragment): string {
  const by = acknowledgedBy === null ? '' : ` by ${acknowledgedBy}`;
  const reason = comment === null ? '' : `: ${comment}`;
  switch (state) {
    case 'new':
      return '';
    case 'acknowledged': {
      const limit = limitOf(untilRun, untilTime);
      if (muted) return `Muted${by} ${limit || 'indefinitely'}${reason}`;
      return `Acknowledged${by} ${limit || 'until it recovers'}${reason}`;
    }
    case 'resolved':
      // A new baseline ends an alarm at the run where it began.
      return acknowledgedBy !== null && endRun === run
        ? `New baseline from run ${run}${by}${reason}`
        : `Back to normal${endRun === null ? '' : ` in run ${endRun}`}`;
  }
}

/** What an event says, after its time. */
export function describeEvent({ kind, run, by, comment, untilTime }: AlarmEvent): string {
  const at = run === null ? '' : ` run ${run}`;
  const limit = limitOf(run, untilTime);
  const texts: Readonly<Record<AlarmEvent['kind'], string>> = {
    opened: `began at${at}`,
    moved: `begins at${at}`,
    worsened: `became an error in${at}`,
    acknowledged: `acknowledged ${limit || 'until it recovers'}`,
    muted: `muted ${limit || 'indefinitely'}`,
    baseline: `new baseline from${at}`,
    reopened: 'reopened',
    resolved: `back to normal in${at}`,
  };
  return `${by === null ? '' : `${by}: `}${texts[kind]}${comment === null ? '' : ` (${comment})`}`;
}

/** Name of the trend of an alarm. */
export function trendName({ trend: { config, dataset } }: { readonly trend: NamedTrendFragment }): string {
  return `${config.subsystem}/${config.name} in ${dataset.primaryDataset} ${dataset.processing}`;
}

/** Alarms that a copied text lists. */
const maxLines = 40;

/** Returns an incident as plain text for an elog: the run, what changed at it, its alarms, and its address. */
export function incidentText(incident: OpenIncident, address: string): string {
  const { run, name, severity, total, runInfo, alarms } = incident;
  const { startTime = null, changes = null } = runInfo ?? {};
  const listed = alarms.slice(0, maxLines);
  return [
    `HDQM: incident at run ${run}: ${name}`,
    `Severity: ${severity}. ${countAlarms(total)}: ${countsByState(incident)}.`,
    ...(startTime === null ? [] : [`Run started: ${formatTime(startTime)}`]),
    ...(changes === null ? [] : [`Changes since run ${changes.previousRun}:`, ...changesLines(changes)]),
    'Alarms:',
    ...listed.map((alarm) => {
      const state = describeState(alarm);
      return `- ${trendName(alarm)}: ${alarm.summary}${state === '' ? '' : `. ${state}`}`;
    }),
    ...(total > listed.length ? [`- ${(total - listed.length).toLocaleString('en')} more`] : []),
    address,
  ].join('\n');
}

function changesLines({ items }: ListedRunChangesFragment): string[] {
  if (items.length === 0) return ['- none known'];
  return items.map((change) => `- ${describeChange(change).join(': ')}`);
}
