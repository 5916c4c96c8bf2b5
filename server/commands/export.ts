import type { ExitStatus, ExportOptions } from './terminal/options.ts';
import { latestData } from './terminal/latest-data.ts';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { quietly } from './terminal/terminal.ts';
import { type ExportedPoint, exportedPoints } from '../store/export.ts';

/** The columns, in their order. */
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

/** `hdqm export`: prints the points of a selection, in constant memory however many they are. */
export async function exportPoints(settings: Settings, { format, ...selection }: ExportOptions): Promise<ExitStatus> {
  const app = await openApp(quietly(await latestData(settings)));
  const { stdout } = process;
  let closed = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true; // whoever reads has read enough: `hdqm export | head`
  });
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
    if (first) process.stderr.write('There are no points of this selection.\n');
    return 0;
  } finally {
    await app.close();
  }
}

function toCsv(point: ExportedPoint): string {
  return columns
    .map((column) => {
      const text = String(point[column] ?? '');
      return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}
