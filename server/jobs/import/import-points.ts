/** Imports the points of CentralHDQM's database. */
import type { App } from '../../app/app.ts';
import { computedConfigs } from '../../store/configs/configs.ts';
import { type StagedCounts, StagedPoints } from '../../store/imported/staged-points.ts';
import { type ReasonCount, type Reason, type Rejected, Rejections } from './reasons.ts';
import { readCandidates } from './source-points.ts';
import { Source } from './source.ts';

export interface ImportOptions {
  /** URL of CentralHDQM's database. */
  readonly url: string;
  /** Whether nothing is stored. */
  readonly isDryRun: boolean;
  /** Whether datasets that the database does not have are created. */
  readonly newDatasets: boolean;
  /** Receives what is not imported, some points at a time. */
  readonly onRejected?: (rejected: readonly Rejected[]) => Promise<void>;
  /** Receives the number of points that were read, or stored. */
  readonly onProgress?: (done: 'read' | 'stored', points: number) => void;
}

/** What an import did, or would do. */
export interface ImportSummary extends StagedCounts {
  readonly source: string;
  /** Number of points that were stored, 0 in a dry run. */
  readonly stored: number;
  readonly rejected: ReadonlyMap<Reason, ReasonCount>;
}

/**
 * Reads all points of CentralHDQM's database, and then stores those that the trends have none for, in transactions of some runs each. The
 * configs of the database must have been synchronized. Throws a SourceError, or a DatabaseError while another process imports.
 */
export async function importPoints(
  { database, stopping }: Pick<App, 'database' | 'stopping'>,
  { url, isDryRun, newDatasets, onRejected, onProgress = () => undefined }: ImportOptions,
): Promise<ImportSummary> {
  const known = await database.dataSource.query<{ name: string }[]>(
    `SELECT primary_dataset || '/' || processing AS name FROM dataset`,
  );
  const datasets = new Set(known.map(({ name }) => name));
  let pending: Rejected[] = [];
  const rejections = new Rejections((rejected) => onRejected && pending.push(rejected));
  const report = async (): Promise<void> => {
    const reported = pending;
    pending = [];
    if (reported.length > 0) await onRejected?.(reported);
  };
  const configs = await computedConfigs(database);
  const source = await Source.open(url);
  try {
    const staged = await StagedPoints.open(database);
    try {
      const target = {
        configs,
        rejections,
        hasDataset: ({ primaryDataset, processing }: { primaryDataset: string; processing: string }) =>
          newDatasets || datasets.has(`${primaryDataset}/${processing}`),
      };
      for await (const candidates of readCandidates(source, target)) {
        stopping.throwIfAborted();
        const points = candidates.map(({ dataset, ...point }) => ({ ...point, ...dataset }));
        onProgress('read', await staged.add(points));
        await report();
      }
      await staged.choose();
      for await (const unstored of staged.unstored()) {
        for (const each of unstored) rejections.add({ ...each, points: 1 });
        await report();
      }
      await report();
      const counts = await staged.count();
      let stored = 0;
      for (const batch of isDryRun || counts.added === 0 ? [] : await staged.batches()) {
        stopping.throwIfAborted();
        stored += await staged.store(batch);
        onProgress('stored', stored);
      }
      return { ...counts, source: source.label, stored, rejected: rejections.counts() };
    } finally {
      staged.close();
    }
  } finally {
    await source.close();
  }
}
