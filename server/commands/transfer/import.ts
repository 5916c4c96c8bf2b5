import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { openApp, synchronize } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { importPoints, type ImportSummary } from '../../jobs/import/import-points.ts';
import { reasons, type Rejected } from '../../jobs/import/reasons.ts';
import { printable } from '../../names/printable.ts';
import { withQuietLog } from '../terminal/command-settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';
import { countTable } from '../terminal/format.ts';

export interface ImportCommandOptions {
  readonly dryRun: boolean;
  readonly newDatasets: boolean;
  /** File for what is not imported. */
  readonly rejected?: string;
}

/** Points between two lines of progress. */
const progressStep = 1_000_000;

/** `hdqm import`: imports points of CentralHDQM's database, and prints what was not imported and why. */
export async function importFrom(
  settings: Settings,
  url: string,
  { dryRun, newDatasets, rejected }: ImportCommandOptions,
): Promise<ExitStatus> {
  const list = rejected === undefined ? undefined : await openList(rejected);
  const app = await openApp(withQuietLog(settings));
  const stop = (): void => app.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await synchronize(app);
    const reported = { read: 0, stored: 0 };
    const summary = await importPoints(app, {
      url,
      isDryRun: dryRun,
      newDatasets,
      onProgress: (done, points) => {
        if (points < reported[done] + progressStep) return;
        reported[done] = points;
        process.stderr.write(`${points} points ${done}\n`);
      },
      ...(list && { onRejected: (more: readonly Rejected[]) => append(list, more) }),
    });
    process.stdout.write(formatSummary(summary, dryRun));
    return 0;
  } catch (error) {
    if (!app.stopping.aborted) throw error;
    process.stderr.write(
      'The import was interrupted. Start it again: it continues with the points that are missing.\n',
    );
    return 1;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await app.close();
    if (list) {
      list.end();
      await finished(list);
    }
  }
}

/** Opens a new file. Throws a UsageError. */
async function openList(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file);
  try {
    await once(stream, 'open');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`File not writable: ${file} (${code}). Check the folder and its permissions.`);
  }
  return stream;
}

async function append(stream: WriteStream, rejected: readonly Rejected[]): Promise<void> {
  const lines = rejected.map((each) => `${JSON.stringify({ ...each, message: reasons[each.reason] })}\n`);
  if (!stream.write(lines.join(''))) await once(stream, 'drain');
}

/** The summary as text. */
export function formatSummary(summary: ImportSummary, isDryRun: boolean): string {
  const { source, stored, added, own, known, differing, rejected } = summary;
  const counts = countTable([
    isDryRun ? ['points to import', added] : ['points imported', stored],
    ['points that HDQM has computed: not changed', own],
    ['points imported before', known],
    ['  with another value: not changed', differing],
  ]);
  const refused = [...rejected].map(([reason, { points, trends, examples }]) => {
    const amount = [...(points > 0 ? [`${points} points`] : []), ...(trends > 0 ? [`${trends} trends`] : [])].join(
      ' and ',
    );
    return [`${amount}: ${reasons[reason]}`, ...examples.map((example) => `  ${describe(example)}`)].join('\n');
  });
  return [
    `From ${printable(source)}${isDryRun ? ' (dry run: nothing was stored)' : ''}`,
    counts,
    ...(refused.length > 0 ? ['Not imported:', ...refused] : []),
    ...(stored > 0 ? ['The next scan judges the imported points, and queries OMS and Run Registry for new runs.'] : []),
    '',
  ].join('\n');
}

/** Longest text of an example; texts of another database may be anything. */
const maxLength = 160;

function describe({ subsystem, plot, primaryDataset, processing, run, detail }: Rejected): string {
  const parts = [
    [subsystem, plot].filter(Boolean).join('/'),
    [primaryDataset, processing].filter(Boolean).join(' '),
    run === undefined ? '' : `run ${run}`,
    detail ?? '',
  ];
  const text = printable(parts.filter((part) => part !== '').join(', '));
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}
