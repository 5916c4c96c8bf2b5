/** Sets of trends whose points are fetched together. */
import { type ScopedRuns, scopesOf } from '../../judge/limits.ts';
import type { TrendRow } from '../../store/columns/point-cache.ts';
import type { TrendColumns } from '../../store/columns/trend-columns.ts';
import { findDatasets, findPrimaryDatasets } from '../../store/datasets.ts';
import { type DatasetRun, type RunSelection, selectRuns, resolveSelection } from '../../store/runs/run-filter.ts';
import { trendColumns } from '../../store/trends.ts';
import type { Context } from './context.ts';
import { perRequest } from './dataloader.ts';

/** Trends of one dataset, whose points are fetched together. */
export class TrendSet {
  private readonly context: Context;
  private readonly rows: readonly TrendRow[];
  private readonly select: RunSelection;
  private readonly datasetId: number;
  private columns: Promise<Map<number, TrendColumns>> | undefined;
  private selected: Promise<DatasetRun[]> | undefined;
  private scoped: Promise<ScopedRuns[]> | undefined;

  constructor(context: Context, datasetId: number, rows: readonly TrendRow[], select: RunSelection) {
    this.context = context;
    this.datasetId = datasetId;
    this.rows = rows;
    this.select = select;
  }

  /** The points of a trend of the set. */
  async columnsOf(trend: number): Promise<TrendColumns> {
    this.columns ??= this.load();
    const columns = (await this.columns).get(trend);
    if (!columns) throw new Error(`trend ${trend} is not in this set`);
    return columns;
  }

  /** The selected runs by the scope of their limits. */
  scopes(): Promise<ScopedRuns[]> {
    this.scoped ??= this.loadScopes();
    return this.scoped;
  }

  /** The numbers of the selected runs, ascending. */
  async runNumbers(): Promise<number[]> {
    return (await this.runs()).map(({ run }) => run);
  }

  private async loadScopes(): Promise<ScopedRuns[]> {
    const runs = await this.runs();
    const names = await findPrimaryDatasets(
      this.context.database,
      runs.map(({ datasetId }) => datasetId),
    );
    return scopesOf(runs.map((run) => ({ ...run, primaryDataset: names.get(run.datasetId) ?? '' })));
  }

  /** The selected runs of the dataset, ascending. */
  private runs(): Promise<DatasetRun[]> {
    this.selected ??= this.selectRuns();
    return this.selected;
  }

  private async selectRuns(): Promise<DatasetRun[]> {
    const { database } = this.context;
    return selectRuns(database, this.datasetId, await resolveSelection(database, this.select));
  }

  private async load(): Promise<Map<number, TrendColumns>> {
    return trendColumns(this.context.points, this.rows, await this.runs());
  }
}

/** A trend that an item of a list is about, with its subsystem where that is known: the points of a subsystem are cached together. */
interface ListedTrend extends Omit<TrendRow, 'id'> {
  readonly trendId: number;
  readonly subsystem?: string;
}

/** The trends of a list: the points of those in the same dataset and subsystem are fetched together. */
export class TrendSets {
  private readonly context: Context;
  private readonly listed: readonly ListedTrend[];
  private readonly sets = new Map<string, TrendSet>();

  constructor(context: Context, listed: readonly ListedTrend[]) {
    this.context = context;
    this.listed = listed;
  }

  /** The trend of an item of the list, with its points in a selection of runs. */
  trendOf(
    { trendId: id, configId, datasetId, subsystem }: ListedTrend,
    select: RunSelection,
  ): TrendRow & { readonly set: TrendSet } {
    const key = JSON.stringify([datasetId, subsystem, select]);
    let set = this.sets.get(key);
    if (!set) {
      const rows = this.listed
        .filter((other) => other.datasetId === datasetId && other.subsystem === subsystem)
        .map((other) => [other.trendId, { id: other.trendId, configId: other.configId, datasetId }] as const);
      set = new TrendSet(this.context, datasetId, [...new Map(rows).values()], select); // several items may be about one trend
      this.sets.set(key, set);
    }
    return { id, configId, datasetId, set };
  }
}

/** The datasets by ID, loaded once a request. */
export const datasetOf = perRequest(async (database) => {
  const byId = new Map((await findDatasets(database)).map((row) => [row.id, row]));
  return (id: number) => byId.get(id);
});
