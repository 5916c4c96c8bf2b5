/** Computes points anew from files that are known already: those that are missing, or all of a selection. */
import { mostLost } from './crash-guard.ts';
import { Extractor } from './extractor.ts';
import { type App, synchronize } from '../app/app.ts';
import { type ProgressListener, ProgressMeter } from './progress.ts';
import type { FailedFile } from './outcome.ts';
import { wildcard } from '../names/wildcard.ts';
import { findReprocessTargets, type ReprocessSelection } from '../store/reprocess-plan.ts';

/** Which points: what is not given does not narrow. */
export interface RecomputeSelection extends Pick<
  ReprocessSelection,
  'primaryDataset' | 'processing' | 'runs' | 'latest' | 'replace'
> {
  readonly subsystem?: string | undefined;
  /** Names of configs; `*` stands for any text. */
  readonly names?: readonly string[] | undefined;
}

/** What a recomputation did. */
export interface RecomputeSummary {
  readonly configs: number;
  readonly files: number;
  readonly points: number;
  readonly failed: readonly FailedFile[];
  /** Files that are no longer in the tree: their points stay. */
  readonly vanished: readonly string[];
  readonly seconds: number;
}

/** No config is of the selection. */
export class NothingSelectedError extends Error {
  override name = 'NothingSelectedError';
}

/** Recomputes a selection; without `replace` only points that are not there, MEs noted as missing among them. */
export async function recompute(
  app: App,
  selection: RecomputeSelection,
  listener: ProgressListener = () => undefined,
): Promise<RecomputeSummary> {
  const meter = new ProgressMeter(listener, null);
  const plan = await synchronize(app);
  const { subsystem, names, ...which } = selection;
  const matches = names?.map(wildcard);
  const configs = plan.configs.filter(
    (config) =>
      (subsystem === undefined || config.subsystem === subsystem) &&
      (matches === undefined || matches.some((pattern) => pattern(config.name))),
  );
  if (configs.length === 0) {
    throw new NothingSelectedError('no config that can be computed is of this selection: `hdqm check` lists problems');
  }
  const fillings = await findReprocessTargets(app.database, {
    ...which,
    configIds: configs.map(({ configId }) => configId),
    missingIsThere: false,
  });
  const failed: FailedFile[] = [];
  const vanished: string[] = [];
  const extractor = new Extractor(app, configs);
  try {
    meter.extracting(fillings.length);
    await extractor.inParallel(fillings, async (file) => {
      // Somebody asks for it: it is tried, whatever it has done before.
      const outcome = await extractor.extract({ ...file, lost: Math.min(file.lost, mostLost - 1) }, file.configIds);
      if (outcome.outcome === 'failed') failed.push({ path: file.path, reason: outcome.reason });
      if (outcome.outcome === 'vanished') vanished.push(file.path);
      meter.fileDone(file.path, {
        points: outcome.outcome === 'extracted' ? outcome.points : 0,
        failed: outcome.outcome === 'failed',
      });
    });
  } finally {
    await extractor.close();
  }
  meter.end('finished');
  return {
    configs: configs.length,
    files: fillings.length,
    points: meter.current.points,
    failed,
    vanished,
    seconds: (Date.now() - meter.current.startedAt.getTime()) / 1000,
  };
}
