/**
 * A scan: one pass over the EOS tree. Configs are synchronised, the tree is walked, each file worth reading is taken through
 * server/extract/extractor.ts, and configs that are new get the points of the latest runs from files already known.
 */
import { awayReason } from './outage-reason.ts';
import type { EnrichmentSummary } from './enrich.ts';
import type { Services } from '../enrich/services.ts';
import type { FailedFile } from '../extract/outcome.ts';
import { type CurrentPlan, type App, synchronize } from '../app/app.ts';
import { type ProgressListener, ProgressMeter } from '../extract/progress.ts';
import { selectFiles } from '../scan/select-files.ts';
import { type Tree, type TreeFile, walkTree } from '../scan/tree.ts';
import { clearBackfill, type SyncResult } from '../store/configs.ts';
import { type KnownFile, knownFiles, markSuperseded, recordFound, type SettledFile } from '../store/files.ts';
import { findReprocessTargets } from '../store/reprocess-plan.ts';
import { beginScan, keepProgress } from '../store/scans.ts';
import type { Work } from './worker.ts';

/** What a scan did. */
export interface ScanSummary {
  readonly scanId: number;
  readonly seconds: number;
  readonly configs: number;
  readonly configProblems: number;
  readonly synchronised: SyncResult;
  readonly filesFound: number;
  /** Seen for the first time. */
  readonly filesNew: number;
  readonly filesExtracted: number;
  readonly filesFailed: readonly FailedFile[];
  /** Failed files that are known from before and not due yet. */
  readonly filesWaiting: number;
  /** Of a dataset and run of which a better one was there: not read. */
  readonly filesOlder: number;
  /** Gone between walk and reading: no failure, and no points. */
  readonly filesVanished: number;
  /** Files read once more for configs that are new. */
  readonly filesFilledIn: number;
  /** Files of run 1 and 999999. */
  readonly leftOut: number;
  readonly unknownNames: readonly string[];
  readonly unreadableFolders: Tree['unreadable'];
  readonly links: readonly string[];
  /** Points stored, failures included. */
  readonly points: number;
  /** What OMS and Run Registry said; undefined where none are set. */
  readonly enrichment: EnrichmentSummary | undefined;
}

/** Unknown names kept with the scan. */
const examples = 20;

/**
 * Runs one scan. Throws where it cannot do its work (no tree, no config, another scan running) and then concludes nothing from it;
 * a file that fails is part of the summary.
 */
export async function runScan(
  app: App,
  listener: ProgressListener = () => undefined,
  work?: Work,
): Promise<ScanSummary> {
  const { database, settings } = app;
  const services = await app.services();
  const scan = await beginScan(database);
  let own: Promise<Work> | undefined;
  const openWork = (): Promise<Work> => (own ??= work ? Promise.resolve(work) : openOwnWork(app));
  const log = app.log.child({ scan: scan.id });
  const meter = new ProgressMeter(tellOthers(database, listener), scan.id);
  try {
    log.info({ eosRoot: settings.EOS_ROOT }, 'scan begins');
    const plan = await synchronize({ ...app, log });
    meter.walking();
    const tree = await walkTree(app.storage, settings.EOS_PATTERN);
    const todo = await planWork(app, tree);
    log.info({ files: tree.files.length, new: todo.newFiles, toRead: todo.candidates.length }, 'tree walked');
    // The services are asked while files are read: neither waits for the other.
    const [tally, enrichment] = await Promise.all([
      extractAll({ ...app, log }, scan.id, openWork, plan, tree, todo.candidates, meter),
      services && enrich({ ...app, log }, services),
    ]);
    const summary: ScanSummary = {
      scanId: scan.id,
      seconds: (Date.now() - meter.current.startedAt.getTime()) / 1000,
      configs: plan.configs.length,
      configProblems: plan.read.problems.length,
      synchronised: plan.synchronised,
      filesFound: tree.files.length,
      filesNew: todo.newFiles,
      filesWaiting: todo.waiting,
      filesExtracted: tally.extracted,
      filesFailed: tally.failed,
      filesOlder: todo.older + tally.older,
      filesVanished: tally.vanished,
      filesFilledIn: tally.filledIn,
      leftOut: tree.skipped,
      unknownNames: tree.unknownNames,
      unreadableFolders: tree.unreadable,
      links: tree.links,
      points: meter.current.points,
      enrichment,
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
    const reason = awayReason(error) ?? (error instanceof Error ? error.message : String(error));
    log.error(`scan failed: ${reason}`);
    // A database that is away cannot be told: the next scan finds that this one was interrupted.
    await scan.fail(reason).catch((untold: unknown) => log.warn({ err: untold }, 'the database does not hear of it'));
    meter.end('failed');
    throw error;
  } finally {
    if (work === undefined) await (await own)?.close();
  }
}

// The job queue, worker threads and what speaks to services are loaded once there is work for them: most scans find none.

async function openOwnWork(app: App): Promise<Work> {
  const { Work } = await import('./worker.ts');
  return Work.open(app, 'scan');
}

async function enrich(app: App, services: Services): Promise<EnrichmentSummary> {
  const { enrichRuns } = await import('./enrich.ts');
  return enrichRuns(app, services, 'scan');
}

/** Also keeps progress in the database, once a second at most: other processes show it. */
function tellOthers(database: App['database'], listener: ProgressListener): ProgressListener {
  let told = 0;
  return (progress) => {
    listener(progress);
    if (progress.scanId === null || Date.now() - told < 1000) return;
    told = Date.now();
    // A progress that is not kept is made up for by the next.
    void keepProgress(database, progress.scanId, progress).catch(() => undefined);
  };
}

// ------------------------------------------------------------------------------------------------------------- what is to be read

interface Todo {
  /** For each dataset and run that has something to read: its files, the best first. */
  readonly candidates: readonly (readonly KnownFile[])[];
  readonly newFiles: number;
  /** Files, seen for the first time or not read so far, of which a better one was read earlier. */
  readonly older: number;
  readonly waiting: number;
}

/** Enters the tree's new files in the database, and says which are to be read. */
async function planWork({ database, storage }: App, tree: Tree): Promise<Todo> {
  const known = await knownFiles(database);
  const { due, waiting } = await dueFiles(storage, tree, known);
  const choices = selectFiles(
    tree.files,
    (file) => known.get(file),
    (file) => due.has(file),
  );
  const fresh = choices
    .flatMap(({ files, superseded }) => [...files, ...superseded])
    .filter(({ path }) => !known.has(path));
  const recorded = new Map((await recordFound(database, fresh)).map((file) => [file.path, file]));
  const entry = ({ path: name }: TreeFile): KnownFile => {
    const file = recorded.get(name) ?? known.get(name);
    if (file === undefined || !('id' in file)) throw new Error(`file ${name} was not entered in the database`);
    return file;
  };
  const older = choices.flatMap(({ superseded }) => superseded.map((file) => entry(file).id));
  await markSuperseded(database, older);
  return {
    candidates: choices.map(({ files }) => files.map(entry)).filter((files) => files.length > 0),
    newFiles: fresh.length,
    older: older.length,
    waiting,
  };
}

/** Failed files that are to be read again: their time has come, or they changed since. The others wait. */
async function dueFiles(
  storage: App['storage'],
  tree: Tree,
  known: ReadonlyMap<string, KnownFile | SettledFile>,
): Promise<{ due: Set<string>; waiting: number }> {
  const due = new Set<string>();
  let waiting = 0;
  const now = Date.now();
  for (const { path: name } of tree.files) {
    const file = known.get(name);
    if (file?.state !== 'failed') continue;
    if ((file.nextAttemptAt !== null && file.nextAttemptAt.getTime() <= now) || (await changed(storage, name, file)))
      due.add(name);
    else waiting += 1;
  }
  return { due, waiting };
}

/** Whether a file is another than when it failed; one that cannot be asked is tried again in its time. */
async function changed(storage: App['storage'], file: string, { size, modifiedAt }: KnownFile): Promise<boolean> {
  try {
    const now = await storage.state(file);
    return now.size !== size || now.modifiedAt.getTime() !== modifiedAt?.getTime();
  } catch {
    return false;
  }
}

// ----------------------------------------------------------------------------------------------------------------------- reading it

/** What came of the files. */
export interface Tally {
  extracted: number;
  /** Not read, since a better one was. */
  older: number;
  vanished: number;
  filledIn: number;
  readonly failed: FailedFile[];
}

async function extractAll(
  app: App,
  scanId: number,
  work: () => Promise<Work>,
  plan: CurrentPlan,
  tree: Tree,
  candidates: readonly (readonly KnownFile[])[],
  meter: ProgressMeter,
): Promise<Tally> {
  const tally: Tally = { extracted: 0, older: 0, vanished: 0, filledIn: 0, failed: [] };
  meter.extracting(candidates.length);
  if (candidates.length > 0) {
    const { extractTogether } = await import('./extract-together.ts');
    await extractTogether(app, scanId, await work(), plan, candidates, tally, meter);
  }
  tally.older = candidates.flat().length - tally.extracted - tally.failed.length - tally.vanished;
  const fresh = plan.configs.filter(({ backfill }) => backfill).map(({ configId }) => configId);
  await fillIn(app, plan, fresh, tree, tally, meter);
  return tally;
}

/**
 * Gives new configs their points of the latest runs, from files that were extracted before they came and are still in the tree. Where
 * one of these cannot be read now, the next scan goes on.
 */
async function fillIn(
  app: App,
  plan: CurrentPlan,
  configIds: readonly number[],
  tree: Tree,
  tally: Tally,
  meter: ProgressMeter,
): Promise<void> {
  if (configIds.length === 0) return;
  const { database, settings } = app;
  const inTree = new Set(tree.files.map((file) => file.path));
  const selection = { configIds, latest: settings.BACKFILL_RUNS, replace: false, missingIsThere: true };
  const fillings = (await findReprocessTargets(database, selection)).filter((file) => inTree.has(file.path));
  // What may end this process waits until all the others are stored.
  fillings.sort((a, b) => a.lost - b.lost);
  let complete = true;
  meter.extracting(fillings.length);
  const { Extractor } = await import('../extract/extractor.ts');
  const extractor = new Extractor(app, plan.configs);
  try {
    await extractor.inParallel(fillings, async (file) => {
      const outcome = await extractor.extract(file, file.configIds);
      const failed = outcome.outcome === 'failed';
      if (failed) tally.failed.push({ path: file.path, reason: outcome.reason });
      if (outcome.outcome === 'vanished') tally.vanished += 1;
      if (outcome.outcome === 'extracted') tally.filledIn += 1;
      if (failed || outcome.outcome === 'vanished') complete = false;
      meter.fileDone(file.path, { points: outcome.outcome === 'extracted' ? outcome.points : 0, failed });
    });
  } finally {
    await extractor.close();
  }
  if (complete) await clearBackfill(database, configIds);
}
