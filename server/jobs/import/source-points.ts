/** The points of CentralHDQM's database, in both forms that it has had. */
import { LRUCache } from 'lru-cache';
import { isNoData } from './differences.ts';
import { ConfigMatcher, type Match, type SourceConfig, type TargetConfig } from './match-configs.ts';
import { parsePoints, PointsTextError, type TextPoint } from './points-text.ts';
import type { Rejections } from './reasons.ts';
import { parseDatasetName, ReadFiles, type RunDataset } from './source-datasets.ts';
import { type Source, SourceError } from './source.ts';

/** A point that can be imported. */
export interface Candidate {
  readonly configId: number;
  readonly dataset: RunDataset;
  readonly run: number;
  readonly value: number;
  readonly error: number;
  /** Of several points of a trend and run, that with the highest rank counts. */
  readonly rank: number;
}

/** What points are read for. */
export interface Target {
  readonly configs: readonly TargetConfig[];
  /** Whether points of this dataset are wanted. */
  readonly hasDataset: (dataset: RunDataset) => boolean;
  readonly rejections: Rejections;
}

/** A config that is also ours. */
interface Matched extends SourceConfig {
  readonly configId: number;
}

/** Points of CentralHDQM until 2021 are rows; since then all of a trend are one text. */
const pointTables = ['historic_data_points', 'last_calculated_configs'];
const textTables = ['Trends', 'Configs', 'Datasets', 'GUIFiles'];

/** Reads the points that can be imported, and counts the others. Throws a SourceError where it is not CentralHDQM's database. */
export async function* readCandidates(source: Source, target: Target): AsyncGenerator<readonly Candidate[]> {
  const tables = await source.tablesAmong([...pointTables, ...textTables]);
  const [hasPoints, hasTexts] = [pointTables, textTables].map((names) => names.every((name) => tables.has(name)));
  if (!hasPoints && !hasTexts)
    throw new SourceError(
      `${source.label} is not CentralHDQM's: it has neither the tables ${textTables.join(', ')} nor ${pointTables.join(', ')}.`,
    );
  if (hasPoints) yield* new PointRows(source, target).read();
  if (hasTexts) yield* new TrendTexts(source, target).read();
}

/** More configs than any database of CentralHDQM has. */
const maxConfigs = 100_000;

/** Reads the configs of a table, by id, and matches them. */
async function readConfigs(
  source: Source,
  table: string,
  { configs }: Target,
): Promise<Map<number, { config: SourceConfig; match: Match }>> {
  const matcher = new ConfigMatcher(configs);
  const found = new Map<number, { config: SourceConfig; match: Match }>();
  const path = (name: string): string => `left(${name}, 2000)`;
  const columns = `id::int, left(subsystem, 200), left(name, 500), left(metric, 2000),
    ${['relative_path', 'histo1_path', 'histo2_path', 'reference_path'].map(path).join(', ')}`;
  type Text = string | null;
  for await (const rows of source.read<[number, ...Text[]]>(`SELECT ${columns} FROM "${table}" ORDER BY id`, 2_000)) {
    for (const [id, subsystem, name, metric, main = null, histo1 = null, histo2 = null, reference = null] of rows) {
      const paths = { main, histo1, histo2, reference };
      const config = { subsystem: subsystem ?? '', name: name ?? '', metric: metric ?? '', paths };
      found.set(id, { config, match: matcher.match(config) });
    }
    if (found.size > maxConfigs) throw new SourceError(`${source.label}: more than ${maxConfigs} configs in ${table}`);
  }
  return found;
}

const maxRun = 2 ** 31 - 1;

/** Tests points, and counts those that cannot be imported. */
class Check {
  private readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  /** The point as a candidate; undefined, and counted, if it cannot be imported. */
  candidate(
    { configId, ...config }: Matched,
    dataset: RunDataset,
    { run, value, error }: TextPoint,
    rank: number,
  ): Candidate | undefined {
    const { subsystem, name: plot } = config;
    const { primaryDataset, processing } = dataset;
    const reject = (reason: 'badRun' | 'badValue' | 'noData' | 'unknownDataset', detail?: string): undefined => {
      this.target.rejections.add({ reason, detail, subsystem, plot, primaryDataset, processing, run, points: 1 });
    };
    // Run 1 is Monte Carlo, 999999 are several runs merged.
    if (!Number.isInteger(run) || run <= 1 || run > maxRun || run === 999_999) return reject('badRun');
    if (!this.target.hasDataset(dataset)) return reject('unknownDataset');
    if (!Number.isFinite(value) || !Number.isFinite(error) || error < 0)
      return reject('badValue', `${value} ± ${error}`);
    if (isNoData(metricOf(config), value, error)) return reject('noData', `${value} ± ${error}`);
    return { configId, dataset, run, value, error, rank };
  }
}

function metricOf({ metric }: SourceConfig): string {
  return metric.slice(0, metric.indexOf('(')).trim();
}

/** Points as rows of `historic_data_points`. */
class PointRows {
  private readonly source: Source;
  private readonly target: Target;
  private readonly check: Check;
  private readonly datasets = new LRUCache<string, { readonly dataset: RunDataset | undefined }>({ max: 10_000 });

  constructor(source: Source, target: Target) {
    this.source = source;
    this.target = target;
    this.check = new Check(target);
  }

  async *read(): AsyncGenerator<Candidate[]> {
    const { rejections } = this.target;
    const configs = await readConfigs(this.source, 'last_calculated_configs', this.target);
    const matched = new Map<number, Matched>();
    for (const [id, { config, match }] of configs)
      if ('configId' in match) matched.set(id, { ...config, configId: match.configId });
    const wanted = `'{${[...matched.keys()].join(',')}}'::int[]`;
    const others = `SELECT config_id::int, count(*)::int FROM historic_data_points
      WHERE config_id IS NULL OR config_id <> ALL (${wanted}) GROUP BY config_id ORDER BY config_id`;
    for await (const rows of this.source.read<[number | null, number]>(others, 5_000)) {
      for (const [id, points] of rows) {
        const other = configs.get(id ?? -1);
        const match = other?.match ?? { reason: 'unknownPlot' };
        if ('reason' in match)
          rejections.add({ ...match, subsystem: other?.config.subsystem, plot: other?.config.name, points });
      }
    }
    const points = `SELECT id::float8, config_id::int, run::float8, lumi::int, left(dataset, 600), value::float8, error::float8
      FROM historic_data_points WHERE config_id = ANY (${wanted})`;
    type Row = [number, number, number, number | null, string | null, number | null, number | null];
    for await (const rows of this.source.read<Row>(points, 5_000))
      yield rows.flatMap(([id, configId, run, lumi, name, value, error]) => {
        const config = matched.get(configId);
        if (!config) return [];
        const { subsystem, name: plot } = config;
        if (lumi !== null && lumi !== 0) {
          rejections.add({ reason: 'lumisection', subsystem, plot, run, points: 1 });
          return [];
        }
        const dataset = this.datasetOf(name ?? '');
        if (!dataset) {
          rejections.add({ reason: 'badDataset', detail: name ?? '', subsystem, plot, run, points: 1 });
          return [];
        }
        // Later processings first, then what was computed later.
        const rank = Math.min(dataset.processingVersion, 1000) * 2 ** 32 + id;
        const point = { run, value: value ?? Number.NaN, error: error ?? Number.NaN };
        return this.check.candidate(config, dataset, point, rank) ?? [];
      });
  }

  private datasetOf(name: string): RunDataset | undefined {
    let entry = this.datasets.get(name);
    if (!entry) this.datasets.set(name, (entry = { dataset: parseDatasetName(name) }));
    return entry.dataset;
  }
}

/** Longest text of a trend that is read: 100,000 runs. */
const maxTextLength = 8_000_000;

/** Points as texts in `Trends`. */
class TrendTexts {
  private readonly source: Source;
  private readonly target: Target;
  private readonly check: Check;

  constructor(source: Source, target: Target) {
    this.source = source;
    this.target = target;
    this.check = new Check(target);
  }

  async *read(): AsyncGenerator<Candidate[]> {
    const { rejections } = this.target;
    const files = await ReadFiles.of(this.source);
    const configs = await readConfigs(this.source, 'Configs', this.target);
    const matched = [...configs].filter(([, { match }]) => 'configId' in match).map(([id]) => id);
    // The number of points is that of colons: so it is known without the text.
    const trends = `SELECT config_id::int, left(stream, 200), left(reco_path, 200), length(points) - length(replace(points, ':', '')),
        CASE WHEN config_id = ANY ('{${matched.join(',')}}'::int[]) AND octet_length(points) <= ${maxTextLength} THEN points END
      FROM "Trends" LEFT JOIN "Datasets" ON "Datasets".id = dataset_id WHERE length(points) > 2 ORDER BY dataset_id, config_id, "Trends".id`;
    type Row = [number | null, string | null, string | null, number, string | null];
    for await (const rows of this.source.read<Row>(trends, 8)) {
      for (const [id, stream, recoPath, points, text] of rows) {
        const { config, match } = configs.get(id ?? -1) ?? {
          config: undefined,
          match: { reason: 'unknownPlot' } as const,
        };
        const names = { primaryDataset: stream ?? '', processing: recoPath ?? '' };
        const origin = { subsystem: config?.subsystem, plot: config?.name, ...names };
        if (!config || 'reason' in match) {
          rejections.add({ ...(match as Exclude<Match, { configId: number }>), ...origin, points });
        } else if (text === null) {
          const detail = `longer than ${maxTextLength} bytes`;
          rejections.add({ reason: 'badText', detail, ...origin, points: null });
        } else {
          const read = parse(text);
          if ('problem' in read) {
            rejections.add({ reason: 'badText', detail: read.problem, ...origin, points: null });
            continue;
          }
          const candidates = this.candidates({ ...config, configId: match.configId }, names, read.points, files);
          if (candidates.length > 0) yield candidates;
        }
      }
    }
  }

  private candidates(
    config: Matched,
    { primaryDataset, processing }: Pick<RunDataset, 'primaryDataset' | 'processing'>,
    points: readonly TextPoint[],
    files: ReadFiles,
  ): Candidate[] {
    const { subsystem, name: plot } = config;
    return points.flatMap((point, position) => {
      const dataset = files.datasetOf(primaryDataset, processing, point.run);
      if (dataset) return this.check.candidate(config, dataset, point, position) ?? [];
      const reason = dataset === null ? 'ambiguousDataset' : 'unknownEra';
      this.target.rejections.add({
        reason,
        subsystem,
        plot,
        primaryDataset,
        processing,
        run: point.run,
        points: 1,
      });
      return [];
    });
  }
}

function parse(text: string): { readonly points: TextPoint[] } | { readonly problem: string } {
  try {
    return { points: parsePoints(text) };
  } catch (error) {
    if (!(error instanceof PointsTextError)) throw error;
    return { problem: error.message };
  }
}
