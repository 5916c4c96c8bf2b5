/**
 * A scan: one pass over the EOS tree. It synchronizes the configs, walks the tree, has the files that are due extracted, backfills new
 * configs for the latest runs from files that were extracted before, and judges the trends that gained points.
 */
import type { EnrichmentSummary } from './enrich.ts';
import type { FailedFile } from '../extract/outcome.ts';
import { outageReason } from '../extract/outage.ts';
import { type CurrentPlan, type App, synchronize } from '../app/app.ts';
import { type ProgressListener, ProgressMeter } from '../extract/progress.ts';
import { type Tree, walkTree } from '../scan/tree.ts';
import { clearBackfill } from '../store/configs/configs.ts';
import type { SyncResult } from '../store/configs/sync-configs.ts';
import { findReprocessTargets } from '../store/files/reprocess-plan.ts';
import { beginScan, storeProgress } from '../store/scans.ts';
import type { BatchItem } from './batch.ts';
import { type DueFiles, findChangedFiles, findDueFiles } from './due-files.ts';
import type { JobProcess } from './job-process.ts';
import type { ExtractionOutcome } from './extraction-job.ts';
import { judge, type JudgeSummary } from './judge.ts';
import { reprocessItems } from './reprocess.ts';

/** What a scan did. */
export interface ScanSummary {
  readonly scanId: number;
  readonly seconds: number;
  readonly configs: number;
  readonly configProblems: number;
  readonly synchronized: SyncResult;
  readonly filesFound: number;
  /** Seen for the first time. */
  readonly filesNew: number;
  readonly filesExtracted: number;
  readonly filesFailed: readonly FailedFile[];
  /** Files that failed before and are not due yet. */
  readonly filesWaiting: number;
  /** Superseded by a better file of the same dataset and run: not read. */
  readonly filesOlder: number;
  /** Deleted between walk and reading: neither failures nor points. */
  readonly filesMissing: number;
  /** Files read again for new configs. */
  readonly filesBackfilled: number;
  /** Files of run 1 and 999999. */
  readonly leftOut: number;
  readonly unknownNames: readonly string[];
  readonly unreadableFolders: Tree['unreadable'];
  readonly links: readonly string[];
  /** FIFOs, sockets and devices. */
  readonly special: readonly string[];
  /** Files that changed after they were read, of those read last. */
  readonly changed: readonly string[];
  /** Points stored, failures included. */
  readonly points: number;
  /** What OMS and Run Registry returned; undefined where they are not configured. */
  readonly enrichment: EnrichmentSummary | undefined;
  readonly judgement: JudgeSummary;
}

/** Unknown names stored with the scan. */
const examples = 20;

/**
 * Runs one scan. A file that fails is part of the summary. Throws where there is no tree or no config, another scan is running, or
 * the app stops; nothing is concluded from a scan that did not finish.
 */
export async function runScan({ app, openWorker, onProgress }: JobProcess): Promise<ScanSummary> {
  const { database, settings } = app;
  const services = await app.services();
  const scan = await beginScan(database);
  const log = app.log.child({ scan: scan.id });
  const meter = new ProgressMeter(storeForOthers(database, onProgress), scan.id);
  const tally: Tally = { extracted: 0, older: 0, missing: 0, backfilled: 0, failed: [] };
  try {
    log.info({ eosRoot: settings.EOS_ROOT }, 'scan started');
    const plan = await synchronize({ ...app, log });
    meter.walking();
    const tree = await walkTree(app.storage, settings.EOS_PATTERN);
    const due = await findDueFiles(app, tree);
    await scan.record({
      filesFound: tree.files.length,
      filesNew: due.newFiles,
      unknownNames: tree.unknownNames.length,
      unknownExamples: tree.unknownNames.slice(0, examples),
    });
    log.info({ files: tree.files.length, new: due.newFiles, toRead: due.candidates.length }, 'tree walked');
    const changed = await findChangedFiles(app, tree);
    if (changed.length > 0)
      log.warn({ files: changed.slice(0, examples) }, `${changed.length} files changed after they were read`);
    const [enrichment] = await Promise.all([
      services && enrich({ ...app, log }),
      extractAll({ app: { ...app, log }, scanId: scan.id, plan, openWorker, meter, tally }, tree, due.candidates),
    ]);
    meter.judging();
    const judgement = await judge({ ...app, log });
    const summary: ScanSummary = {
      scanId: scan.id,
      seconds: (Date.now() - meter.current.startedAt.getTime()) / 1000,
      configs: plan.configs.length,
      configProblems: plan.read.problems.length,
      synchronized: plan.synchronized,
      filesFound: tree.files.length,
      filesNew: due.newFiles,
      filesWaiting: due.waiting,
      filesExtracted: tally.extracted,
      filesFailed: tally.failed,
      filesOlder: due.older + tally.older,
      filesMissing: tally.missing,
      filesBackfilled: tally.backfilled,
      leftOut: tree.skipped,
      unknownNames: tree.unknownNames,
      unreadableFolders: tree.unreadable,
      links: tree.links,
      special: tree.special,
      changed,
      points: meter.current.points,
      enrichment,
      judgement,
    };
    await scan.finish({
      runsPending: enrichment?.pending ?? 0,
      filesFound: summary.filesFound,
      filesNew: summary.filesNew,
      filesExtracted: summary.filesExtracted,
      filesFailed: summary.filesFailed.length,
      points: summary.points,
      unknownNames: summary.unknownNames.length,
      unknownExamples: summary.unknownNames.slice(0, examples),
    });
    meter.end('finished');
    log.info(
      {
        extracted: tally.extracted,
        failed: tally.failed.length,
        points: summary.points,
        runsPending: enrichment?.pending,
      },
      'scan finished',
    );
    return summary;
  } catch (error) {
    const reason = outageReason(error) ?? (error instanceof Error ? error.message : String(error));
    log.error(`scan failed: ${reason}`);
    // Where the database is unavailable, the next scan marks this one as interrupted.
    const counts = { filesExtracted: tally.extracted, filesFailed: tally.failed.length, points: meter.current.points };
    await scan
      .fail(reason, counts)
      .catch((unstored: unknown) => log.warn({ err: unstored }, 'scan failure not stored'));
    meter.end('failed');
    throw error;
  }
}

// The queue, worker threads and HTTP clients are loaded when there is work for them: most scans find none.
async function enrich(app: App): Promise<EnrichmentSummary | undefined> {
  const { enrichRuns } = await import('./enrich.ts');
  return enrichRuns(app, 'scan');
}

/** Also stores progress for other processes, at most once a second. */
function storeForOthers(database: App['database'], listener?: ProgressListener): ProgressListener {
  let storedAt = 0;
  return (progress) => {
    listener?.(progress);
    if (progress.scanId === null || Date.now() - storedAt < 1000) return;
    storedAt = Date.now();
    void storeProgress(database, progress.scanId, progress).catch(() => undefined); // the next one may be stored
  };
}

interface Tally {
  extracted: number;
  /** Not read, since a better one was. */
  older: number;
  missing: number;
  backfilled: number;
  readonly failed: FailedFile[];
}

/** A scan that has files to read. */
interface Extraction extends Pick<JobProcess, 'app' | 'openWorker'> {
  readonly scanId: number;
  readonly plan: CurrentPlan;
  readonly meter: ProgressMeter;
  readonly tally: Tally;
}

/** Reads the files that are due, the newest runs first, and then backfills new configs. */
async function extractAll(extraction: Extraction, tree: Tree, candidates: DueFiles['candidates']): Promise<void> {
  const { tally } = extraction;
  const items = candidates.map((files) => ({ files })).sort(({ files: [a] }, { files: [b] }) => b.run - a.run);
  await extract(extraction, 'scan', items, ({ extracted }) => {
    tally.extracted += Number(extracted);
  });
  tally.older = candidates.flat().length - tally.extracted - tally.failed.length - tally.missing;
  await backfill(extraction, tree);
}

/**
 * Computes the points of new configs for the latest runs, from files that were extracted before and are still in the tree. Where
 * one of these cannot be read now, the next scan continues.
 */
async function backfill(extraction: Extraction, tree: Tree): Promise<void> {
  const { app, plan, tally } = extraction;
  const configIds = plan.configs.filter((config) => config.backfill).map(({ configId }) => configId);
  if (configIds.length === 0) return;
  const selection = { configIds, latest: app.settings.BACKFILL_RUNS, replace: false, skipMissing: true };
  const inTree = new Set(tree.files.map((file) => file.path));
  const targets = (await findReprocessTargets(app.database, selection)).filter((file) => inTree.has(file.path));
  let isComplete = true;
  await extract(extraction, 'backfill', reprocessItems(targets), ({ extracted, failed, missing }) => {
    tally.backfilled += Number(extracted);
    if (failed.length + missing.length > 0) isComplete = false;
  });
  if (isComplete) await clearBackfill(app.database, configIds);
}

async function extract(
  { app, scanId, plan, openWorker, meter, tally }: Extraction,
  kind: 'scan' | 'backfill',
  items: readonly BatchItem[],
  onOutcome: (outcome: ExtractionOutcome) => void,
): Promise<void> {
  if (items.length === 0) return meter.extracting(0);
  const { extractBatch } = await import('./batch.ts');
  const worker = await openWorker();
  if (kind === 'scan') await worker.queue.deleteStale();
  await extractBatch(app, worker, {
    kind,
    scanId,
    plan,
    items,
    meter,
    onOutcome: (outcome) => {
      tally.failed.push(...outcome.failed);
      tally.missing += outcome.missing.length;
      onOutcome(outcome);
    },
  });
}
