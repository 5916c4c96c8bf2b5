/** The judgements of runs, for the resolvers: those of the latest requests are cached. */
import type { LRUCache } from 'lru-cache';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import { judgeRun, type PointJudgement } from '../../judge/judge-run.ts';
import { alarmsCovering, type TrendAlarm } from '../../store/alarms/alarms.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import { selectRuns } from '../../store/runs/run-filter.ts';
import { findRunConfigs, findRunDatasets, findRunPoints, type RunPointFilter } from '../../store/alarms/run-points.ts';

/** Memory of the judgement of a point in bytes. */
const bytesPerPoint = 400;

type Judged = readonly PointJudgement<TrendAlarm>[];
interface Cached {
  /** The database's snapshot from before. */
  readonly snapshot: string;
  readonly judged: Judged;
}

/** Judges runs. The judgements are cached: a page requests those of a run several times. */
export class JudgedRuns {
  private readonly database: Database;
  private readonly cache: LRUCache<string, Cached>;

  constructor(database: Database, caches: MemoryCaches) {
    this.database = database;
    this.cache = caches.create('judgements', {
      sizeCalculation: ({ judged }) => (1 + judged.length) * bytesPerPoint,
    });
  }

  /** The judgements of the points of a run, the worst first. */
  async judgementsOf(run: number, filter: RunPointFilter): Promise<Judged> {
    const key = JSON.stringify([run, filter.primaryDataset ?? null, filter.processing ?? null]);
    const snapshot = await snapshotName(this.database);
    const cached = this.cache.get(key);
    if (cached?.snapshot === snapshot) return cached.judged;
    const judged = await loadJudgements(this.database, run, filter);
    this.cache.set(key, { snapshot, judged });
    return judged;
  }
}

async function loadJudgements(database: Database, run: number, filter: RunPointFilter): Promise<Judged> {
  const datasets = await findRunDatasets(database, run, filter);
  if (datasets.length === 0) return [];
  const ids = datasets.map(({ id }) => id);
  const [points, configs, alarms, runsOf] = await Promise.all([
    findRunPoints(database, run, ids),
    findRunConfigs(database),
    alarmsCovering(database, run),
    significantRuns(database, ids),
  ]);
  return judgeRun({ run, points, datasets, configs, alarms, runsOf });
}

/** The significant runs of datasets by their ID, ascending. */
export async function significantRuns(
  database: Database,
  datasetIds: readonly number[],
): Promise<Map<number, number[]>> {
  const lists = await Promise.all(
    datasetIds.map(async (id) => [id, (await selectRuns(database, id, {})).map(({ run }) => run)] as const),
  );
  return new Map(lists);
}
