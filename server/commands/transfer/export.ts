import { openApp } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { type FormatName, formats } from '../../export/format.ts';
import { pointBatches, pointColumns } from '../../export/points.ts';
import type { Batch } from '../../export/table.ts';
import { exportedBlocks, type ExportSelection, planExport, type RunAttribute } from '../../store/export.ts';
import { settingsOfLatestData, withQuietLog } from '../terminal/command-settings.ts';
import type { ExitStatus } from '../terminal/exit-status.ts';

export interface ExportOptions extends Omit<ExportSelection, 'search' | 'select'> {
  readonly format: FormatName;
  /** Attributes of runs. */
  readonly with?: readonly RunAttribute[];
}

/** `hdqm export`: writes the selected points to the standard output as a stream, in constant memory. */
export async function exportPoints(
  settings: Settings,
  { format, with: attributes = [], ...selection }: ExportOptions,
): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  const { stdout } = process;
  let closed = false;
  stdout.once('error', () => (closed = true)); // the reader has finished, as in `hdqm export | head`
  const write = (piece: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (closed) resolve();
      else stdout.write(piece, () => resolve());
    });
  let isEmpty = true;
  try {
    const plan = await planExport(app.database, selection, attributes);
    async function* batches(): AsyncGenerator<Batch> {
      for await (const batch of pointBatches(exportedBlocks(app.database, plan, attributes))) {
        if (batch.length > 0) isEmpty = false;
        yield batch;
      }
    }
    for await (const piece of formats[format].pieces(pointColumns(attributes), batches())) {
      await write(piece);
      if (closed) break;
    }
    if (isEmpty) process.stderr.write('No points match the selection.\n');
    return 0;
  } finally {
    await app.close();
  }
}
