/** Comparison of all trends of a subsystem between two datasets or eras. */
import { setImmediate } from 'node:timers/promises';
import type { ComparedPoints } from '../../../../judge/compare/compared-points.ts';
import { type ComparisonPoints, comparisonPoints } from '../../../../judge/compare/comparison-points.ts';
import {
  compareRuns,
  compareSamples,
  nothing,
  type TrendComparison,
} from '../../../../judge/compare/compare-trends.ts';
import type { PointCache } from '../../../../store/columns/point-cache.ts';
import type { Database } from '../../../../store/connection/database.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { type DatasetRun, type RunSelection, selectRuns, resolveSelection } from '../../../../store/runs/run-filter.ts';
import { SelectionError } from '../../../../store/runs/selection-error.ts';
import { findTrends, findTrendTitles, pointTable, type TrendTitle } from '../../../../store/trends.ts';

/** A side of a comparison: a dataset, or one of its eras. */
export interface Side {
  readonly primaryDataset: string;
  readonly processing: string;
  readonly era?: string | null | undefined;
}

/** Which trends are compared, and in which runs. */
export interface ComparisonRequest {
  readonly subsystem: string;
  readonly a: Side;
  readonly b: Side;
  readonly names?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly select?: RunSelection | null | undefined;
}

/** A trend that both sides have. */
export interface ComparedTrend extends TrendTitle, TrendComparison {
  /** Computed when it is called: small plots are requested for few of the trends. */
  readonly points: () => ComparisonPoints;
}

/** A trend that has values on one side only. */
export interface OneSidedTrend extends TrendTitle {
  /** Number of them. */
  readonly runs: number;
}

/** The trends of two sides. A trend without a value on either is left out. */
export interface Comparison {
  /** Whether the runs are those that both sides have; false for two eras, of which all runs count. */
  readonly isPaired: boolean;
  /** Numbers of selected runs. */
  readonly runsA: number;
  readonly runsB: number;
  /** The largest significance first, then those without one; else in the order of the config files. */
  readonly items: readonly ComparedTrend[];
  readonly onlyA: readonly OneSidedTrend[];
  readonly onlyB: readonly OneSidedTrend[];
}

/** Max. number of points of a side: 3,000 trends in 1,000 runs. */
export const maxComparedPoints = 3_000_000;
/** Trends that are compared before other requests have their turn. */
const batch = 250;

/** Compares the trends that have data in a subsystem. Throws a SelectionError where they have too many points. */
export async function compareTrends(
  { database, points }: { readonly database: Database; readonly points: PointCache },
  { subsystem, a, b, select, ...filter }: ComparisonRequest,
): Promise<Comparison> {
  const selection = await resolveSelection(database, select ?? {});
  const isPaired = !(a.era && b.era && a.era !== b.era);
  const [first, second] = await Promise.all([a, b].map((side) => findSide(database, side, selection)));
  const runs = selectedRuns(first?.runs ?? [], second?.runs ?? [], isPaired, selection.latest);
  const [loadedA, loadedB] = await Promise.all([
    loadSide(database, points, { datasetId: first?.datasetId, runs: runs.a }, { subsystem, ...filter }),
    loadSide(database, points, { datasetId: second?.datasetId, runs: runs.b }, { subsystem, ...filter }),
  ]);
  const titles = await findTrendTitles(database, [...loadedA.configIds, ...loadedB.configIds]);
  const items: ComparedTrend[] = [];
  const onlyA: OneSidedTrend[] = [];
  const onlyB: OneSidedTrend[] = [];
  for (const [index, title] of titles.entries()) {
    const [ofA, ofB] = [loadedA.pointsOf(title.configId), loadedB.pointsOf(title.configId)];
    const [valuesA, valuesB] = [countValues(ofA), countValues(ofB)];
    if (valuesA > 0 && valuesB > 0) {
      const comparison = isPaired ? compareRuns(ofA, ofB) : compareSamples(ofA, ofB);
      const points = (): ComparisonPoints =>
        comparisonPoints(loadedA.pointsOf(title.configId), loadedB.pointsOf(title.configId), comparison, isPaired);
      items.push({ ...title, ...comparison, points });
    } else if (valuesA > 0) onlyA.push({ ...title, runs: valuesA });
    else if (valuesB > 0) onlyB.push({ ...title, runs: valuesB });
    if (index % batch === batch - 1) await setImmediate();
  }
  const rank = ({ significance }: ComparedTrend): number => (significance === null ? -1 : Math.abs(significance));
  items.sort((one, other) => rank(other) - rank(one));
  return { isPaired, runsA: runs.a.length, runsB: runs.b.length, items, onlyA, onlyB };
}

/** All trends of a comparison as rows of one table: those that one side has come last, with 0 runs of the other. */
export function comparisonRows({ items, onlyA, onlyB }: Comparison): (TrendTitle & TrendComparison)[] {
  return [
    ...items,
    ...onlyA.map(({ runs, ...title }) => ({ ...title, ...nothing, runsA: runs, runsB: 0 })),
    ...onlyB.map(({ runs, ...title }) => ({ ...title, ...nothing, runsA: 0, runsB: runs })),
  ];
}

const none: ComparedPoints = { runs: [], values: [], errors: [] };

const countValues = ({ values }: ComparedPoints): number =>
  values.reduce((count, value) => count + Number(Number.isFinite(value)), 0);

/** The runs of a side that pass the filters; `latest` is for `selectedRuns`. */
async function findSide(
  database: Database,
  { primaryDataset, processing, era }: Side,
  selection: RunSelection,
): Promise<{ datasetId: number; runs: DatasetRun[] } | undefined> {
  const datasetId = await findDatasetId(database, primaryDataset, processing);
  if (datasetId === undefined) return undefined;
  const runs = await selectRuns(database, datasetId, { ...selection, latest: null });
  return { datasetId, runs: era ? runs.filter((run) => run.era === era) : runs };
}

/** The latest of the runs that both sides have, or of those of each. */
function selectedRuns(
  a: readonly DatasetRun[],
  b: readonly DatasetRun[],
  isPaired: boolean,
  latest: number | null | undefined,
): { a: readonly DatasetRun[]; b: readonly DatasetRun[] } {
  const pick = (runs: readonly DatasetRun[], others: readonly DatasetRun[]): readonly DatasetRun[] => {
    const shared = new Set(others.map(({ run }) => run));
    const found = isPaired ? runs.filter(({ run }) => shared.has(run)) : runs;
    return latest === null || latest === undefined ? found : found.slice(Math.max(0, found.length - latest));
  };
  return { a: pick(a, b), b: pick(b, a) };
}

/** The points of the trends of a side. */
interface LoadedSide {
  readonly configIds: readonly number[];
  /** Those of a config; none where the side has no such trend. */
  readonly pointsOf: (configId: number) => ComparedPoints;
}

/** Reads the points of a side. Throws a SelectionError where there are too many. */
async function loadSide(
  database: Database,
  cache: PointCache,
  { datasetId, runs }: { readonly datasetId: number | undefined; readonly runs: readonly DatasetRun[] },
  filter: Pick<ComparisonRequest, 'subsystem' | 'names' | 'search'>,
): Promise<LoadedSide> {
  const trends = datasetId === undefined || runs.length === 0 ? [] : await findTrends(database, datasetId, filter);
  const size = trends.length * runs.length;
  if (size > maxComparedPoints)
    throw new SelectionError(
      `the comparison would read ${size.toLocaleString('en')} points of a side, the limit is ${maxComparedPoints.toLocaleString('en')}: select fewer runs or trends`,
    );
  const { table, indices } = await pointTable(cache, trends, runs);
  const indexOf = new Map(trends.map(({ id, configId }) => [configId, indices.get(id)]));
  return {
    configIds: trends.map(({ configId }) => configId),
    pointsOf: (configId) => {
      const index = indexOf.get(configId);
      if (index === undefined) return none;
      const high = table.column('errorsHigh', index);
      const errors = table.column('errorsLow', index).map((low, run) => (low + (high[run] ?? low)) / 2);
      return { runs: table.runs, values: table.column('values', index), errors };
    },
  };
}
