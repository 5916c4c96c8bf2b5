/** Judges the trends that gained points: their segments and alarms are stored after each scan. */
import type { App } from '../app/app.ts';
import type { JudgeInput, TrendJudgement } from '../judge/judge-trend.ts';
import { scopesOf, trendLimits } from '../judge/limits.ts';
import { updateAlarms } from '../judge/update-alarms.ts';
import { withJudgeLock } from '../store/alarms/judge-lock.ts';
import { findPendingJudgements, markJudged, type PendingTrend } from '../store/alarms/pending-judgements.ts';
import { type Judgement, storeJudgements } from '../store/alarms/store-judgements.ts';
import { readBlocks } from '../store/columns/point-block.ts';
import { PointTable, TrendColumns } from '../store/columns/trend-columns.ts';
import { findDatasets } from '../store/datasets.ts';
import { type DatasetRun, selectRuns } from '../store/runs/run-filter.ts';

/** What a judgement did. */
export interface JudgeSummary {
  readonly trends: number;
  readonly opened: number;
  readonly resolved: number;
}

/** Trends that are read, judged and stored together. */
const trendsPerChunk = 100;
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
    const { files, trends, recentRun, isFirst } = await findPendingJudgements(database);
    let [opened, resolved] = [0, 0];
    if (trends.length > 0) {
      const startedAt = performance.now();
      const primaryDatasets = new Map(
        (await findDatasets(database)).map(({ id, primaryDataset }) => [id, primaryDataset]),
      );
      const { Piscina } = await import('piscina'); // most scans find nothing to judge
      const pool = new Piscina<readonly JudgeInput[], TrendJudgement[]>({
        filename: import.meta.resolve('hdqm/judge-worker'),
        maxThreads: 1,
      });
      try {
        for (const datasetId of new Set(trends.map((trend) => trend.datasetId))) {
          const runs = await selectRuns(database, datasetId, {});
          const primaryDataset = primaryDatasets.get(datasetId) ?? '';
          const ofDataset = trends.filter((trend) => trend.datasetId === datasetId);
          for (let start = 0; start < ofDataset.length; start += trendsPerChunk) {
            stopping.throwIfAborted();
            const chunk = ofDataset.slice(start, start + trendsPerChunk);
            const inputs = await inputsOf({ database }, chunk, runs, primaryDataset);
            const judged = await pool.run(inputs, { signal: stopping });
            const judgements = chunk.map((trend, index) => judgementOf(trend, inputs[index], judged[index], recentRun));
            const counts = await storeJudgements(database, judgements, !isFirst);
            opened += counts.opened;
            resolved += counts.resolved;
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
      const seconds = (performance.now() - startedAt) / 1000;
      log.info({ trends: trends.length, opened, resolved, seconds: Number(seconds.toFixed(1)) }, 'trends judged');
    }
    await markJudged(database, files);
    return { trends: trends.length, opened, resolved };
  });
}

/** The points of trends of one dataset, with what each is judged by. */
async function inputsOf(
  { database }: Pick<App, 'database'>,
  trends: readonly PendingTrend[],
  runs: readonly DatasetRun[],
  primaryDataset: string,
): Promise<JudgeInput[]> {
  const blocks = await readBlocks(database, trends, runs);
  const table = new PointTable(runs.flatMap(({ run }) => blocks.get(run) ?? []));
  const scopes = scopesOf(runs.map((run) => ({ ...run, primaryDataset })));
  return trends.map((trend, index) => {
    const columns = new TrendColumns(trend.id, table, index);
    const high = columns.errorsHigh.list;
    return {
      runs: columns.runs.list,
      values: columns.values.list,
      errors: columns.errorsLow.list.map((low, run) => (low + (high[run] ?? low)) / 2),
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
  const { segments = [], findings = [] } = judged ?? {};
  const runs = input?.runs ?? [];
  const firstRun = Math.max(recentRun ?? 0, runs.at(-newestRuns) ?? 0);
  const now = new Date();
  return {
    trendId: id,
    version,
    segments,
    changesOf: (alarms) => updateAlarms({ trendId: id, alarms, findings, runs, firstRun, now }),
  };
}
