import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { type ExportedPoint, exportedPoints } from '../store/export.ts';
import type { PointSelection } from '../store/point-selection.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

export interface ExportOptions extends PointSelection {
  readonly format: 'json' | 'ndjson' | 'csv';
}

/** The columns in output order. */
const columns: readonly (keyof ExportedPoint)[] = [
  'subsystem',
  'config',
  'primaryDataset',
  'processing',
  'era',
  'run',
  'value',
  'errorLow',
  'errorHigh',
  'entries',
  'failure',
  'revision',
  'file',
];

/** `hdqm export`: prints the selected points as a stream, in constant memory. */
export async function exportPoints(settings: Settings, { format, ...selection }: ExportOptions): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  const { stdout } = process;
  let closed = false;
  stdout.once('error', () => (closed = true)); // the reader has finished, as in `hdqm export | head`
  const write = (text: string): Promise<void> =>
    new Promise((resolve) => {
      if (closed) resolve();
      else stdout.write(text, () => resolve());
    });
  try {
    let first = true;
    if (format === 'json') await write('[');
    if (format === 'csv') await write(`${columns.join(',')}\n`);
    for await (const points of exportedPoints(app.database, selection)) {
      const lines = points.map((point) => (format === 'csv' ? toCsv(point) : JSON.stringify(point)));
      if (format === 'json') await write(`${first ? '\n' : ',\n'}${lines.join(',\n')}`);
      else await write(`${lines.join('\n')}\n`);
      first = false;
      if (closed) break;
    }
    if (format === 'json') await write('\n]\n');
    if (first) process.stderr.write('No points match the selection.\n');
    return 0;
  } finally {
    await app.close();
  }
}

function toCsv(point: ExportedPoint): string {
  return columns.map((column) => toCell(point[column] ?? '')).join(',');
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
export function toCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
