/** A scan's files as jobs that this process and all other workers take. */
import { setTimeout as delay } from 'node:timers/promises';
import { abandonFile } from '../extract/extractor.ts';
import type { CurrentPlan, App } from '../app/app.ts';
import type { Tally } from './scan.ts';
import type { ProgressMeter } from '../extract/progress.ts';
import type { ExtractionOutcome } from './extraction-queue.ts';
import type { KnownFile } from '../store/files.ts';
import { planKey, type Work } from './worker.ts';

/** How often the scan looks what other workers have done, in ms. */
const lookMs = 500;

/**
 * Has the files read by all workers, this process among them, and waits for the last. The newest runs are read first, since people wait for
 * them; what may end its process waits until all the others are stored.
 */
export async function extractTogether(
  app: App,
  scanId: number,
  work: Work,
  plan: CurrentPlan,
  candidates: readonly (readonly KnownFile[])[],
  tally: Tally,
  meter: ProgressMeter,
): Promise<void> {
  const { stopping } = app;
  const { extractions } = work;
  const open = new Map<string, readonly KnownFile[]>();
  const take = (jobId: string, { path: name, extracted, points, failed, vanished }: ExtractionOutcome): void => {
    if (!open.delete(jobId)) return; // another's, or told already
    tally.extracted += Number(extracted);
    tally.vanished += vanished;
    tally.failed.push(...failed);
    meter.fileDone(name, { points, failed: failed.length > 0 });
  };
  await extractions.clear();
  const key = planKey(plan);
  const inOrder = candidates.toSorted((a, b) => lostOn(a) - lostOn(b) || runOf(b) - runOf(a));
  const jobs = inOrder.map((files) => ({ scanId, plan: key, files: files.map(({ id }) => id) }));
  const leave = work.onOutcome(take);
  try {
    // Noted before they are entered: a worker may be done with one before the last is in.
    await extractions.enqueue(jobs, (id, index) => open.set(id, inOrder[index] ?? []));
    let since: Date | undefined;
    let trouble: unknown;
    while (open.size > 0) {
      // What others do is looked at while this process works, too: progress and time left are everybody's.
      const own = work.drain(plan).catch((error: unknown) => (trouble = error));
      await Promise.race([own, delay(lookMs)]);
      if (trouble !== undefined) throw trouble;
      if (open.size === 0) break;
      await extractions.takeBack();
      const { jobs: ended, until } = await extractions.ended(since);
      since = until;
      for (const [id, outcome] of ended) {
        const [file] = open.get(id) ?? [];
        if (file === undefined) continue;
        if (typeof outcome === 'string') await abandonFile(app, file, outcome);
        take(id, typeof outcome === 'string' ? failure(file.path, outcome) : outcome);
      }
      await delay(lookMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  } finally {
    leave();
  }
}

const lostOn = (files: readonly KnownFile[]): number => Math.max(...files.map(({ lost }) => lost));
const runOf = ([file]: readonly KnownFile[]): number => file?.run ?? 0;

function failure(path: string, reason: string): ExtractionOutcome {
  return { path, extracted: false, points: 0, failed: [{ path, reason }], vanished: 0 };
}
