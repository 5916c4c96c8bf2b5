import type { Database } from '../connection/database.ts';
import { bytesPerCell, type PointBlock, readBlocks } from './point-block.ts';
import type { DatasetRun } from '../run-filter.ts';

/** A trend, and where it belongs. */
export interface TrendRow {
  readonly id: number;
  readonly configId: number;
  readonly datasetId: number;
}

/** Blocks of one list of trends, and which place each trend has in them. */
export interface TrendBlocks {
  readonly place: ReadonlyMap<number, number>;
  readonly blocks: ReadonlyMap<number, PointBlock>;
}

/** Trends that are kept together: those of a subsystem in a dataset. */
interface Group extends TrendBlocks {
  readonly trends: readonly TrendRow[];
  readonly blocks: Map<number, PointBlock>;
}

/** Bytes of points kept. */
const mostBytes = 256 * 1024 * 1024;
/** A request for fewer of a group's trends than one in so many does not read the whole group. */
const share = 4;

/**
 * Keeps points in memory, a block for each run, by the version of the run's file: whoever stores points writes that row in the same
 * transaction, so a block is read anew exactly when a scan or a recomputation may have changed it, by whatever process.
 */
export class PointCache {
  private readonly database: Database;
  /** By subsystem and dataset, the least recently used first. */
  private readonly groups = new Map<string, Group>();

  constructor(database: Database) {
    this.database = database;
  }

  /** The blocks of these trends of one dataset for these runs. */
  async blocksOf(trends: readonly TrendRow[], runs: readonly DatasetRun[]): Promise<TrendBlocks> {
    const [first] = trends;
    if (!first) return { place: new Map(), blocks: new Map() };
    const group = await this.groupOf(first, trends);
    const stale = group && staleRuns(group, runs);
    const worthIt =
      group &&
      (stale?.length === 0 || trends.length * share >= group.trends.length) &&
      runs.length * group.trends.length * bytesPerCell <= mostBytes;
    if (!worthIt) return { place: placesOf(trends), blocks: await readBlocks(this.database, trends, runs) };
    if (stale && stale.length > 0) {
      for (const [run, block] of await readBlocks(this.database, group.trends, stale)) group.blocks.set(run, block);
    }
    // A copy: others may make room meanwhile.
    const blocks = new Map(
      runs.flatMap(({ run }) => {
        const block = group.blocks.get(run);
        return block ? [[run, block] as const] : [];
      }),
    );
    this.makeRoom(group, runs);
    return { place: group.place, blocks };
  }

  /** The group of a trend; undefined where one of the trends is of another. */
  private async groupOf(first: TrendRow, trends: readonly TrendRow[]): Promise<Group | undefined> {
    for (const [name, group] of this.groups) {
      if (!group.place.has(first.id)) continue;
      this.groups.delete(name);
      // A trend that came since: the group is made anew.
      if (!trends.every(({ id }) => group.place.has(id))) break;
      this.groups.set(name, group);
      return group;
    }
    const rows = await this.database.dataSource.query<(TrendRow & { subsystem: string })[]>(
      `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId", config.subsystem
       FROM trend JOIN config ON config.id = trend.config_id
       WHERE trend.dataset_id = $1 AND trend.has_data
         AND config.subsystem = (SELECT subsystem FROM config WHERE id = $2)
       ORDER BY trend.id`,
      [first.datasetId, first.configId],
    );
    const group = { trends: rows, place: placesOf(rows), blocks: new Map<number, PointBlock>() };
    if (!trends.every(({ id }) => group.place.has(id))) return undefined;
    this.groups.set(`${first.datasetId} ${rows[0]?.subsystem ?? ''}`, group);
    return group;
  }

  /** Forgets the least recently used groups, and of the one in use the runs that were not asked for. */
  private makeRoom(used: Group, runs: readonly DatasetRun[]): void {
    const size = ({ trends, blocks }: Group): number => trends.length * blocks.size * bytesPerCell;
    let bytes = [...this.groups.values()].reduce((sum, group) => sum + size(group), 0);
    for (const [name, group] of this.groups) {
      if (bytes <= mostBytes) return;
      if (group === used) continue;
      bytes -= size(group);
      this.groups.delete(name);
    }
    if (bytes <= mostBytes) return;
    const asked = new Set(runs.map(({ run }) => run));
    for (const run of used.blocks.keys()) if (!asked.has(run)) used.blocks.delete(run);
  }
}

function placesOf(trends: readonly TrendRow[]): Map<number, number> {
  return new Map(trends.map(({ id }, index) => [id, index]));
}

function staleRuns({ blocks }: Group, runs: readonly DatasetRun[]): DatasetRun[] {
  return runs.filter(({ run, version }) => blocks.get(run)?.version !== version);
}
