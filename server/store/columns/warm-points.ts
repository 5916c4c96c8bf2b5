import type { Database } from '../connection/database.ts';
import { findDatasets, findSubsystems } from '../datasets.ts';
import { selectRuns } from '../runs/run-filter.ts';
import { findTrends } from '../trends.ts';
import { bytesPerTrend } from './point-block.ts';
import type { PointCache } from './point-cache.ts';

/** A subsystem in a dataset, by which viewers select trends. */
export interface WarmView {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** How points are warmed. */
export interface Warming {
  readonly database: Database;
  readonly points: PointCache;
  /** Resolves after `ms`, or rejects to end. It is called after each piece, of at most 20,000 points. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Called for each view when its latest runs are cached, e.g. to execute its query once. */
  readonly onLatest?: ((view: WarmView) => Promise<unknown>) | undefined;
}

/** The newest datasets of each subsystem, and their latest runs: those that a page shows initially, and those of a long selection. */
const [newestDatasets, latestRuns, maxRuns] = [2, 50, 1000];
const pointsPerPiece = 20_000;
/** Part of the cache for what is read in one pass. */
const shareOfCache = 1 / 2;
/** Pauses are this many times as long as the work before: it takes a quarter of a connection, and less of the thread. */
const pauseFactor = 3;

/**
 * Reads the latest points of each subsystem into the cache, a piece at a time: what viewers request first after a start or a scan. What is
 * cached already is not read again.
 */
export async function warmPoints({ database, points, pause, onLatest }: Warming): Promise<void> {
  const views = await newestViews(database);
  let left = points.maxBytes * shareOfCache;
  for (const latest of [latestRuns, maxRuns]) {
    for (const { datasetId, ...view } of views) {
      const trends = await findTrends(database, datasetId, view);
      const runs = await selectRuns(database, datasetId, { latest });
      const step = Math.max(1, Math.floor(pointsPerPiece / Math.max(1, trends.length)));
      for (let end = runs.length; end > 0; end -= step) {
        const piece = runs.slice(Math.max(0, end - step), end);
        left -= piece.length * trends.length * bytesPerTrend;
        if (left < 0) return;
        const begun = performance.now();
        await points.blocksOf(trends, piece);
        await pause(pauseFactor * (performance.now() - begun));
      }
      if (latest === latestRuns) await onLatest?.(view);
    }
  }
}

/** The newest dataset of each subsystem, then the next one of each. Chains have the points of their members. */
async function newestViews(database: Database): Promise<(WarmView & { readonly datasetId: number })[]> {
  const ranks: (WarmView & { readonly datasetId: number })[][] = Array.from({ length: newestDatasets }, () => []);
  for (const { name: subsystem, trendCount } of await findSubsystems(database)) {
    if (trendCount === 0) continue;
    const datasets = (await findDatasets(database, subsystem))
      .filter(({ members }) => members.length === 0)
      .toSorted((a, b) => b.lastRun - a.lastRun || b.runCount - a.runCount);
    for (const [rank, of] of ranks.entries()) {
      const dataset = datasets[rank];
      if (!dataset) continue;
      const { id: datasetId, primaryDataset, processing } = dataset;
      of.push({ subsystem, datasetId, primaryDataset, processing });
    }
  }
  return ranks.flat();
}
