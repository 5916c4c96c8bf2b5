import { openApp, type App } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import {
  type DatasetTrend,
  type JudgedSegment,
  type LimitSuggestion,
  minPoints,
  suggestLimits,
} from '../../judge/suggest-limits.ts';
import { nearestName } from '../../names/nearest.ts';
import { printable } from '../../names/printable.ts';
import { wildcard } from '../../names/wildcard.ts';
import type { Limit } from '../../plan/plan.ts';
import { count } from '../../plan/problem.ts';
import { findLevelStarts } from '../../store/alarms/level-starts.ts';
import { PointCache } from '../../store/columns/point-cache.ts';
import { findConfigs } from '../../store/configs/configs.ts';
import { type DatasetSummary, findDatasets, findSubsystems } from '../../store/datasets.ts';
import type { Config } from '../../store/entities/index.ts';
import type { PointSelection } from '../../store/point-selection.ts';
import { type DatasetRun, selectRuns } from '../../store/runs/run-filter.ts';
import { findTrends, trendColumns } from '../../store/trends.ts';
import { settingsOfLatestData, withQuietLog } from '../terminal/command-settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';

/** Which trends, of which runs. */
export interface SuggestOptions extends Omit<PointSelection, 'subsystem' | 'runs'> {
  readonly subsystem: string;
  /** Names of configs; `*` stands for any text. */
  readonly names?: readonly string[] | undefined;
  /** Only runs of this era. */
  readonly era?: string | undefined;
  /** How many of the last segments of each trend. */
  readonly segments: number;
}

/** A dataset with its selected runs. */
interface SelectedDataset extends DatasetSummary {
  readonly runs: readonly DatasetRun[];
}

/** Configs whose points are in memory together. */
const batch = 100;

/** `hdqm suggest-limits`: prints limits from the last segments of each trend as `[limits:NAME]` sections. Status 1 if no trend has data. */
export async function printSuggestions(settings: Settings, options: SuggestOptions): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    const configs = await selectConfigs(app, options);
    const datasets = await selectDatasets(app, options);
    const isComplete = options.primaryDataset === undefined && options.processing === undefined;
    const cache = new PointCache(app.database);
    let printed = 0;
    for (let first = 0; first < configs.length; first += batch) {
      const some = configs.slice(first, first + batch);
      const trends = await readTrends(app, cache, options.subsystem, some, datasets);
      for (const { id, name } of some) {
        const ofConfig = trends.get(id);
        if (ofConfig === undefined) continue;
        if (printed === 0) process.stdout.write(introduction);
        const suggestion = suggestLimits(ofConfig, { segments: options.segments, isComplete });
        process.stdout.write(`\n${formatSuggestion(name, suggestion)}`);
        printed += 1;
      }
    }
    if (printed === 0) process.stderr.write('No trend of the selection has data in the selected runs.\n');
    return printed === 0 ? 1 : 0;
  } finally {
    await app.close();
  }
}

const introduction = `# Limits from the newest level of each trend, by hdqm suggest-limits. To use them, check them
# and save them in an .ini file of the subsystem's folder.
`;

/** The active configs in the order of the files. Throws a UsageError if none matches. */
async function selectConfigs({ database }: App, { subsystem, names }: SuggestOptions): Promise<Config[]> {
  const configs = await findConfigs(database, { subsystem, active: true });
  if (configs.length === 0) {
    const known = (await findSubsystems(database)).map(({ name }) => name);
    const nearest = nearestName(subsystem, known);
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    throw new UsageError(`no configs in subsystem ${subsystem}${hint}`);
  }
  const patterns = names?.map(wildcard);
  const selected = configs.filter(({ name }) => patterns?.some((matches) => matches(name)) ?? true);
  if (selected.length === 0) throw new UsageError(`no config of ${subsystem} matches ${names?.join(', ')}`);
  return selected;
}

/** The datasets with their significant runs. A chain is none: it has the limits of its members. */
async function selectDatasets(
  { database }: App,
  { subsystem, primaryDataset, processing, era }: SuggestOptions,
): Promise<SelectedDataset[]> {
  const datasets = (await findDatasets(database, subsystem)).filter(
    (dataset) =>
      dataset.members.length === 0 &&
      (primaryDataset === undefined || dataset.primaryDataset === primaryDataset) &&
      (processing === undefined || dataset.processing === processing),
  );
  return Promise.all(
    datasets.map(async (dataset) => ({
      ...dataset,
      runs: await selectRuns(database, dataset.id, { significant: true, eras: era === undefined ? null : [era] }),
    })),
  );
}

/** The trends with the values that are judged, those of the current revision with enough entries, by the ids of their configs. */
async function readTrends(
  { database }: App,
  cache: PointCache,
  subsystem: string,
  configs: readonly Config[],
  datasets: readonly SelectedDataset[],
): Promise<Map<number, DatasetTrend[]>> {
  const byId = new Map(configs.map((config) => [config.id, config]));
  const names = configs.map(({ name }) => name);
  const trends = new Map<number, DatasetTrend[]>();
  for (const { id: datasetId, primaryDataset, processing, runs } of datasets) {
    const rows = await findTrends(database, datasetId, { subsystem, names });
    const columns = await trendColumns(cache, rows, runs);
    const starts = await findLevelStarts(
      database,
      rows.map(({ id }) => id),
    );
    for (const { id, configId } of rows) {
      const read = columns.get(id);
      const config = byId.get(configId);
      if (read === undefined || config === undefined) continue;
      const { revision, minEntries } = config;
      const [{ list: revisions }, { list: entries }] = [read.revisions, read.entries];
      const isJudged = (index: number): boolean =>
        revisions[index] === revision && (minEntries === null || (entries[index] ?? 0) >= minEntries);
      const values = read.values.list.map((value, index) => (isJudged(index) ? value : null));
      if (!values.some((value) => Number.isFinite(value))) continue;
      const errors = read.meanErrors;
      const { stepRuns = [], baselineRun = null } = starts.get(id) ?? {};
      const columnsOfTrend = { runs: read.runs.list, values, errors, entries };
      const trend = { primaryDataset, processing, ...columnsOfTrend, stepRuns, baselineRun };
      trends.set(configId, [...(trends.get(configId) ?? []), trend]);
    }
  }
  return trends;
}

/** A section with the limits of a config, and comments about the values that they come from; only comments without limits. */
export function formatSuggestion(name: string, { limits, segments }: LimitSuggestion): string {
  const header = limits.length > 0 ? `[limits:${name}]` : `# No limits for ${name}:`;
  const lines = [header, ...segments.map((segment) => `# ${describe(segment, limits)}`), ...limits.map(formatLimit)];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

const beginnings = { step: ' since a step', baseline: ' since the baseline' } as const;

function describe(segment: JudgedSegment, limits: readonly Limit[]): string {
  const { primaryDataset, processing, firstRun, lastRun, points, since, isEnough, outside } = segment;
  const runs = firstRun === null ? 'no points' : `runs ${firstRun}-${lastRun}, ${count(points, 'point')}`;
  const begin = since === null ? '' : beginnings[since];
  const few = isEnough ? '' : `, too few for limits (at least ${minPoints})`;
  const severities = ['warning', 'error'] as const;
  const given = severities.filter((severity) =>
    limits.some((limit) => limit.severity === severity && (limit.scope ?? primaryDataset) === primaryDataset),
  );
  const beyond = given.map((severity) => `${severity} ${outside[severity]}`).join(', ');
  return `${primaryDataset} ${processing}: ${runs}${begin}${few}${beyond === '' ? '' : `; beyond: ${beyond}`}`;
}

function formatLimit({ severity, scope, min, max }: Limit): string {
  return `${severity}${scope === null ? '' : `.${scope}`} = ${min ?? ''}..${max ?? ''}`;
}
