/** Reads files again: a backfill for new configs, a recompute on request, the retry of a failed file. */
import { synchronize } from '../app/app.ts';
import { ProgressMeter } from '../extract/progress.ts';
import type { FailedFile } from '../extract/outcome.ts';
import { wildcard } from '../names/wildcard.ts';
import { findFile } from '../store/files/files.ts';
import { findReprocessTargets, type ReprocessSelection, type ReprocessTarget } from '../store/files/reprocess-plan.ts';
import type { PointSelection } from '../store/point-selection.ts';
import type { BatchItem } from './batch.ts';
import { judge } from './judge.ts';
import type { JobProcess } from './job-process.ts';

/** Which points to recompute: what is absent does not narrow the selection. */
export interface RecomputeSelection extends PointSelection, Pick<ReprocessSelection, 'latest' | 'replace'> {
  /** Names of configs; `*` stands for any text. */
  readonly names?: readonly string[] | undefined;
}

/** What a recompute did. */
export interface RecomputeSummary {
  readonly configs: number;
  readonly files: number;
  readonly points: number;
  readonly failed: readonly FailedFile[];
  /** Paths of files that are no longer in the tree: their points stay. */
  readonly missing: readonly string[];
  readonly seconds: number;
}

/** No config matches the selection. */
export class NothingSelectedError extends Error {
  override name = 'NothingSelectedError';
}

/** Jobs of files that were extracted already. */
export function reprocessItems(targets: readonly ReprocessTarget[]): BatchItem[] {
  return targets.map(({ configIds, ...file }) => ({ files: [file], configIds }));
}

/**
 * Recomputes the points of a selection; without `replace` only those that are not stored, of MEs recorded as missing, too. Throws a
 * NothingSelectedError.
 */
export async function recompute(
  { app, openWorker, onProgress }: JobProcess,
  selection: RecomputeSelection,
): Promise<RecomputeSummary> {
  const meter = new ProgressMeter(onProgress, null);
  const plan = await synchronize(app);
  const { subsystem, names, ...which } = selection;
  const patterns = names?.map(wildcard);
  const configs = plan.configs.filter(
    (config) =>
      (subsystem === undefined || config.subsystem === subsystem) &&
      (patterns === undefined || patterns.some((pattern) => pattern(config.name))),
  );
  if (configs.length === 0) {
    throw new NothingSelectedError('no config matches the selection: `hdqm check` lists configs with problems');
  }
  const targets = await findReprocessTargets(app.database, {
    ...which,
    configIds: configs.map(({ configId }) => configId),
    skipMissing: false,
  });
  const failed: FailedFile[] = [];
  const missing: string[] = [];
  if (targets.length > 0) {
    const { extractBatch } = await import('./batch.ts');
    await extractBatch(app, await openWorker(), {
      kind: 'recompute',
      plan,
      items: reprocessItems(targets),
      force: true,
      meter,
      onOutcome: (outcome) => {
        failed.push(...outcome.failed);
        missing.push(...outcome.missing);
      },
    });
  }
  meter.judging();
  await judge(app);
  meter.end('finished');
  return {
    configs: configs.length,
    files: targets.length,
    points: meter.current.points,
    failed,
    missing,
    seconds: (Date.now() - meter.current.startedAt.getTime()) / 1000,
  };
}

/** Reads a failed file again, before all other jobs; returns why it failed again, undefined where it did not. */
export async function retryFile(
  { app, openWorker, onProgress }: JobProcess,
  fileId: number,
): Promise<string | undefined> {
  const file = await findFile(app.database, fileId);
  if (file === undefined) return 'the file is no longer known';
  const meter = new ProgressMeter(onProgress, null);
  const plan = await synchronize(app);
  let reason: string | undefined;
  const { extractBatch } = await import('./batch.ts');
  await extractBatch(app, await openWorker(), {
    kind: 'retry',
    plan,
    items: [{ files: [file] }],
    meter,
    onOutcome: ({ failed, missing }) => {
      reason = failed[0]?.reason ?? (missing.length > 0 ? 'the file is no longer in the tree' : undefined);
    },
  });
  meter.judging();
  await judge(app);
  meter.end('finished');
  return reason;
}
