import { openApp } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { type FormatName, formats } from '../../export/format.ts';
import { pointBatches, pointColumns } from '../../export/points.ts';
import type { Batch } from '../../export/table.ts';
import { exportedBlocks, type ExportSelection, planExport } from '../../store/export.ts';
import type { LabelFilter } from '../../store/runs/labels/label-filter.ts';
import type { QuantityFilter } from '../../store/runs/quantities/quantity-filter.ts';
import { findRunAttributes } from '../../store/runs/run-attributes.ts';
import { resolveSelection } from '../../store/runs/run-filter.ts';
import { SelectionError } from '../../store/runs/selection-error.ts';
import { settingsOfLatestData, withQuietLog } from '../terminal/command-settings.ts';
import type { ExitStatus } from '../terminal/exit-status.ts';

export interface ExportOptions extends Omit<ExportSelection, 'search' | 'select'> {
  readonly format: FormatName;
  /** Attributes and quantities of runs. */
  readonly with?: readonly string[];
  /** Ranges of quantities of runs. */
  readonly quantity?: readonly QuantityFilter[];
  /** Labels of ranges of runs. */
  readonly label?: readonly LabelFilter[];
}

/** `hdqm export`: writes the selected points to the standard output as a stream, in constant memory. */
export async function exportPoints(
  settings: Settings,
  { format, with: names = [], quantity: quantities = [], label: labels = [], ...selection }: ExportOptions,
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
    const attributes = await findRunAttributes(app.database, names);
    const select = quantities.length + labels.length > 0 ? { quantities, labels, significant: false } : undefined;
    const plan = await planExport(
      app.database,
      { ...selection, select: select && (await resolveSelection(app.database, select)) },
      attributes,
    );
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
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await app.close();
  }
}
