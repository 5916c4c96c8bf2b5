/** Judges the trends that gained points: their segments and alarms are stored after each scan. */
import type { Piscina } from 'piscina';
import type { App } from '../app/app.ts';
import { importedModule } from '../app/pool-threads.ts';
import type { JudgeInput, TrendJudgement } from '../judge/judge-trend.ts';
import { scopesOf, trendLimits } from '../judge/limits.ts';
import { updateAlarms } from '../judge/update-alarms.ts';
import { withJudgeLock } from '../store/alarms/judge-lock.ts';
import {
  findPendingJudgements,
  markJudged,
  type PendingJudgements,
  type PendingTrend,
} from '../store/alarms/pending-judgements.ts';
import { type AlarmCounts, type Judgement, storeJudgements } from '../store/alarms/store-judgements.ts';
import type { Database } from '../store/connection/database.ts';
import { readBlocks } from '../store/columns/point-block.ts';
import { PointTable, TrendColumns } from '../store/columns/trend-columns.ts';
import { type DatasetRun, selectRuns } from '../store/runs/run-filter.ts';

/** What a judgement did. */
export interface JudgeSummary extends AlarmCounts {
  readonly trends: number;
}

/** Points of the trends that are read, judged and stored together: 500 trends of 1,000 runs, some 40 MB. */
const pointsPerChunk = 500_000;
/** Their alarms are locked meanwhile. */
const maxTrendsPerChunk = 500;
/** Findings open alarms if they began in this many newest runs of the trend. */
const newestRuns = 50;

/**
 * Judges all that has not been judged. Whatever interrupts it, the next judgement continues: files are marked when their dataset is done, and
 * judging again changes nothing. Only one process judges at a time. Throws where the app stops or the database is unavailable.
 */
export async function judge({
  database,
  log,
  stopping,
}: Pick<App, 'database' | 'log' | 'stopping'>): Promise<JudgeSummary> {
  return withJudgeLock(database, async () => {
    const pending = await findPendingJudgements(database);
    const { files, trends, isFirst } = pending;
    const datasets = new Set([...files, ...trends].map(({ datasetId }) => datasetId));
    const total = { trends: trends.length, opened: 0, resolved: 0 };
    if (datasets.size === 0) return total;
    const startedAt = performance.now();
    const { Piscina } = await import('piscina'); // most scans find nothing to judge
    const pool: JudgePool = new Piscina({
      ...importedModule(import.meta.resolve('hdqm/judge-worker')),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Infinity, // or else each chunk starts another one
    });
    try {
      for (const datasetId of datasets) {
        for await (const { opened, resolved } of judgeDataset(database, pool, stopping, datasetId, pending)) {
          total.opened += opened;
          total.resolved += resolved;
        }
        // The first judgement is the first one until its end, also where it is interrupted: none of it is announced.
        if (!isFirst)
          await markJudged(
            database,
            files.filter((file) => file.datasetId === datasetId),
          );
      }
    } finally {
      await pool.destroy();
    }
    if (isFirst) await markJudged(database, files);
    const seconds = (performance.now() - startedAt) / 1000;
    log.info({ ...total, seconds: Number(seconds.toFixed(1)) }, 'trends judged');
    return total;
  });
}

/** The thread that judges: the server goes on answering meanwhile. */
type JudgePool = Piscina<readonly JudgeInput[], TrendJudgement[]>;

/** Judges the pending trends of a dataset, and stores their segments and alarms chunk by chunk. */
async function* judgeDataset(
  database: Database,
  pool: JudgePool,
  stopping: AbortSignal,
  datasetId: number,
  { trends, recentRun, isFirst }: PendingJudgements,
): AsyncGenerator<AlarmCounts> {
  const ofDataset = trends.filter((trend) => trend.datasetId === datasetId);
  const runs = await selectRuns(database, datasetId, {});
  const size = Math.max(1, Math.min(maxTrendsPerChunk, Math.floor(pointsPerChunk / Math.max(1, runs.length))));
  for (let start = 0; start < ofDataset.length; start += size) {
    stopping.throwIfAborted();
    const chunk = ofDataset.slice(start, start + size);
    const inputs = await inputsOf(database, chunk, runs);
    const judged = await pool.run(inputs, { signal: stopping });
    const judgements = chunk.map((trend, index) => judgementOf(trend, inputs[index], judged[index], recentRun));
    yield await storeJudgements(database, judgements, !isFirst);
  }
}

/** The points of trends of one dataset, with what each is judged by. */
async function inputsOf(
  database: Database,
  trends: readonly PendingTrend[],
  runs: readonly DatasetRun[],
): Promise<JudgeInput[]> {
  const blocks = await readBlocks((...statement) => database.dataSource.query(...statement), trends, runs);
  const table = new PointTable(runs.flatMap(({ run }) => blocks.get(run) ?? []));
  const primaryDataset = trends[0]?.primaryDataset ?? '';
  const scopes = scopesOf(runs.map((run) => ({ ...run, primaryDataset })));
  return trends.map((trend, index) => {
    const columns = new TrendColumns(trend.id, table, index);
    return {
      runs: columns.runs.list,
      values: columns.values.list,
      errors: columns.meanErrors,
      entries: columns.entries.list,
      limits: trendLimits(trend.limits, scopes),
      causes: trend.alarms,
      minEntries: trend.minEntries,
      baselineRun: trend.baselineRun,
    };
  });
}

function judgementOf(
  { id, version }: PendingTrend,
  input: JudgeInput | undefined,
  judged: TrendJudgement | undefined,
  recentRun: number | null,
): Judgement {
  if (!input || !judged) throw new Error(`trend ${id} was not judged`); // or else its alarms would be resolved
  const { segments, findings } = judged;
  const { runs } = input;
  const firstRun = Math.max(recentRun ?? 0, runs.at(-newestRuns) ?? 0);
  const now = new Date();
  return {
    trendId: id,
    version,
    segments,
    changesOf: (alarms) => updateAlarms({ trendId: id, alarms, findings, runs, firstRun, now }),
  };
}
