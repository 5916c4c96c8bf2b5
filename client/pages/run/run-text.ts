/** What the page of a run says as text, for an elog. */
import { formatDuration, formatNumber, formatValue } from '../../format/numbers.ts';
import { describeChange } from '../../format/run-changes.ts';
import { formatTime } from '../../format/time.ts';
import type {
  ListedRunChangesFragment,
  RunAttributesFragment,
  RunTrendsQuery,
  StateCountsFragment,
} from '../../generated/operations.ts';
import { pointStates, stateNames } from './run-view.ts';

export type Judgements = NonNullable<RunTrendsQuery['run']>['judgements'];
export type JudgedTrend = Judgements['items'][number];

/** Trends that a text lists. */
const maxLines = 40;

/** How a text is marked up. */
interface Markup {
  readonly heading: (text: string) => string;
  readonly item: (name: string, link: string, text: string) => string;
  /** Text that means nothing else than itself. */
  readonly plain: (text: string) => string;
}

/** Text without markup. */
export const plainText: Markup = {
  heading: (text) => text,
  item: (name, _link, text) => `- ${name}: ${text}`,
  plain: (text) => text,
};

const escaped = (text: string): string => text.replaceAll(/[\\`*_[\]<>#|~]/g, String.raw`\$&`);

/** Markdown, in which trends are links. */
export const markdown: Markup = {
  heading: (text) => `**${escaped(text)}**`,
  item: (name, link, text) => `- [${escaped(name)}](${link}): ${escaped(text)}`,
  plain: escaped,
};

/** The class, the era and the times of a run, in a line; empty if nothing is known. */
export function describeRun({
  class: runClass,
  era,
  fill,
  startTime,
  endTime,
  durationSeconds,
  recordedLumi,
}: RunAttributesFragment): string {
  const parts = [
    runClass,
    era,
    fill === null ? null : `fill ${fill}`,
    startTime === null ? null : `${formatTime(startTime)}${endTime === null ? '' : ` to ${formatTime(endTime)}`}`,
    durationSeconds === null ? null : formatDuration(durationSeconds),
    recordedLumi === null ? null : `${formatNumber(recordedLumi)} /pb`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** The numbers of trends by state, e.g. `2 bad, 1 warning, 400 good`. */
export function describeCounts(counts: StateCountsFragment): string {
  const parts = pointStates.flatMap((state) =>
    counts[state] > 0 ? [`${counts[state].toLocaleString('en')} ${stateNames[state].toLowerCase()}`] : [],
  );
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** A distance from the baseline with its sign, e.g. `+4.6 σ`. */
export function formatDistance(distance: number): string {
  const size = Math.abs(distance);
  const digits = size >= 1e5 ? size.toExponential(1).replace('e+', 'e') : size.toFixed(size >= 100 ? 0 : 1);
  return `${distance < 0 ? '−' : '+'}${digits} σ`;
}

/** The value of a trend, what it is compared with and the reason of its state, in a line. */
export function describeJudged({ value, errorLow, errorHigh, level, distance, reason }: JudgedTrend): string {
  const compared = [
    ...(level === null ? [] : [`baseline ${formatNumber(level)}`]),
    ...(distance === null ? [] : [formatDistance(distance)]),
  ];
  if (value === null) return reason ?? 'no value';
  const measured = `${formatValue(value, errorLow ?? 0, errorHigh ?? 0)}${compared.length > 0 ? ` (${compared.join(', ')})` : ''}`;
  return reason === null ? measured : `${measured}: ${reason}`;
}

/** The name of a trend: subsystem, config and dataset. */
export function judgedName({ trend: { config, dataset } }: Pick<JudgedTrend, 'trend'>): string {
  return `${config.subsystem}/${config.name} in ${dataset.primaryDataset} ${dataset.processing}`;
}

/** The run, its worst trends and what changed at it, as text. */
export function runText(
  {
    run,
    judgements,
    changes,
    address,
    linkOf,
  }: {
    run: RunAttributesFragment;
    judgements: Judgements;
    changes: ListedRunChangesFragment | null | undefined;
    /** Of the page. */
    address: string;
    /** The address of a trend. */
    linkOf: (trend: JudgedTrend) => string;
  },
  { heading, item, plain }: Markup,
): string {
  const { counts, items, total } = judgements;
  const poor = items.filter(({ state }) => state !== 'good').slice(0, maxLines);
  const unlisted = pointStates.some((state) => state !== 'good' && counts[state] > 0) ? total - poor.length : 0;
  const about = describeRun(run);
  return [
    heading(`HDQM: run ${run.number}`),
    ...(about === '' ? [] : [plain(about)]),
    plain(`Trends: ${describeCounts(counts)}.`),
    ...poor.map((trend) =>
      item(judgedName(trend), linkOf(trend), `${stateNames[trend.state]}. ${describeJudged(trend)}`),
    ),
    ...(poor.length === maxLines && unlisted > 0 ? [plain(`- ${unlisted.toLocaleString('en')} more`)] : []),
    ...(changes
      ? [
          heading(`Changes since run ${changes.previousRun}:`),
          ...(changes.items.length === 0
            ? ['- none known']
            : changes.items.map((change) => plain(`- ${describeChange(change).join(': ')}`))),
        ]
      : []),
    address,
  ].join('\n');
}
