/** The judgements of runs, for the resolvers: those of the latest requests are cached. */
import { LRUCache } from 'lru-cache';
import { judgeRun, type PointJudgement } from '../../judge/judge-run.ts';
import { alarmsCovering, type TrendAlarm } from '../../store/alarms/alarms.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import { selectRuns } from '../../store/runs/run-filter.ts';
import { findRunConfigs, findRunDatasets, findRunPoints, type RunPointFilter } from '../../store/alarms/run-points.ts';

/** Points whose judgements are cached, some 20 MB: a page requests those of a run several times. */
const maxPoints = 60_000;

type Judged = readonly PointJudgement<TrendAlarm>[];
interface Cached {
  /** The database's snapshot from before. */
  readonly snapshot: string;
  readonly judged: Judged;
}

const caches = new WeakMap<Database, LRUCache<string, Cached>>();

/** The judgements of the points of a run, the worst first. */
export async function judgementsOf(database: Database, run: number, filter: RunPointFilter): Promise<Judged> {
  const cache =
    caches.get(database) ??
    new LRUCache<string, Cached>({ maxSize: maxPoints, sizeCalculation: ({ judged }) => 1 + judged.length });
  caches.set(database, cache);
  const key = JSON.stringify([run, filter.primaryDataset ?? null, filter.processing ?? null]);
  const snapshot = await snapshotName(database);
  const cached = cache.get(key);
  if (cached?.snapshot === snapshot) return cached.judged;
  const judged = await loadJudgements(database, run, filter);
  cache.set(key, { snapshot, judged });
  return judged;
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
