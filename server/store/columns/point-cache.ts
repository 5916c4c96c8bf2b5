import type { LRUCache } from 'lru-cache';
import { MemoryCaches } from '../cache/memory-caches.ts';
import { trendsOf } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import type { DatasetRun } from '../runs/run-filter.ts';
import type { ColumnJsonCache } from './trend-columns.ts';
import { bytesPerTrend, type Execute, type PointBlock, readBlocks, sizeOf } from './point-block.ts';

/** A trend with its config and dataset. */
export interface TrendRow {
  readonly id: number;
  readonly configId: number;
  readonly datasetId: number;
}

/** Blocks of points by run number, and the index of each trend in them by its id. */
export interface TrendBlocks {
  readonly indices: ReadonlyMap<number, number>;
  readonly blocks: ReadonlyMap<number, PointBlock>;
}

/** The trends of a subsystem in a dataset: their points are cached together. */
interface TrendGroup {
  /** Part of the keys of its blocks: a new group does not use those of an earlier one. */
  readonly id: number;
  readonly trends: readonly TrendRow[];
  readonly indices: ReadonlyMap<number, number>;
}

/** Memory of a group in bytes, per trend. */
const groupBytesPerTrend = 200;
/** A request for less than this share of a group's trends does not load the whole group. */
const minShare = 1 / 4;

/**
 * Caches points in memory, a block per run and group of trends. A block is valid for one version of the run's file row. Every transaction that
 * stores points updates that row, so a block is read again exactly when some process may have changed its points.
 */
export class PointCache {
  private readonly database: Database;
  /** The JSON of columns that were requested before. */
  readonly columnJson: ColumnJsonCache;
  /** Bytes that points may take. */
  readonly maxBytes: number;
  private readonly groups: LRUCache<string, TrendGroup>;
  private readonly blocks: LRUCache<string, PointBlock>;
  private readonly execute: Execute = (...statement) => this.database.dataSource.query(...statement);
  private lastGroupId = 0;

  constructor(database: Database, caches = new MemoryCaches()) {
    this.database = database;
    this.maxBytes = caches.limitOf('points');
    this.blocks = caches.create('points', { sizeCalculation: sizeOf });
    this.columnJson = caches.create<string>('columnJson', {
      sizeCalculation: (json, key) => json.length + key.length + 100,
    });
    this.groups = caches.create('trends', {
      sizeCalculation: ({ trends }) => 1_000 + trends.length * groupBytesPerTrend,
    });
  }

  /** The blocks of these trends of one dataset for these runs. A run without points has none. */
  async blocksOf(trends: readonly TrendRow[], runs: readonly DatasetRun[]): Promise<TrendBlocks> {
    const [first] = trends;
    if (!first) return { indices: new Map(), blocks: new Map() };
    const group = await this.groupOf(first, trends);
    const cached = group ? this.cachedBlocks(group, runs) : new Map<number, PointBlock>();
    const stale = runs.filter(({ run }) => !cached.has(run));
    const worthCaching =
      group &&
      (stale.length === 0 || trends.length >= group.trends.length * minShare) &&
      runs.length * group.trends.length * bytesPerTrend <= this.maxBytes;
    if (!worthCaching) return { indices: indicesOf(trends), blocks: await readBlocks(this.execute, trends, runs) };
    if (stale.length > 0) {
      for (const [run, block] of await readBlocks(this.execute, group.trends, stale)) {
        cached.set(run, block);
        this.blocks.set(`${group.id} ${run}`, block);
      }
    }
    return { indices: group.indices, blocks: cached };
  }

  private cachedBlocks({ id }: TrendGroup, runs: readonly DatasetRun[]): Map<number, PointBlock> {
    const blocks = new Map<number, PointBlock>();
    for (const { run, version } of runs) {
      const block = this.blocks.get(`${id} ${run}`);
      if (block?.version === version) blocks.set(run, block);
    }
    return blocks;
  }

  /** The group of a trend; undefined if one of the trends belongs to another one. */
  private async groupOf(first: TrendRow, trends: readonly TrendRow[]): Promise<TrendGroup | undefined> {
    for (const [name, group] of this.groups.entries()) {
      if (!group.indices.has(first.id)) continue;
      if (trends.every(({ id }) => group.indices.has(id))) return this.groups.get(name);
      break; // a trend was added: load the group again
    }
    const rows = await this.database.dataSource.query<(TrendRow & { subsystem: string })[]>(
      `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId", config.subsystem
       FROM ${trendsOf(first.datasetId)} AS trend JOIN config ON config.id = trend.config_id
       WHERE trend.dataset_id = $1 AND trend.has_data
         AND config.subsystem = (SELECT subsystem FROM config WHERE id = $2)
       ORDER BY trend.id`,
      [first.datasetId, first.configId],
    );
    const indices = indicesOf(rows);
    if (!trends.every(({ id }) => indices.has(id))) return undefined;
    const group = { id: (this.lastGroupId += 1), trends: rows, indices };
    this.groups.set(`${first.datasetId} ${rows[0]?.subsystem ?? ''}`, group);
    return group;
  }
}

function indicesOf(trends: readonly TrendRow[]): Map<number, number> {
  return new Map(trends.map(({ id }, index) => [id, index]));
}
