import { saveAs } from '../../ui/copy/save-as.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { PlotLine } from '../series.ts';

/** The columns; later ones are added at the end. */
const header = 'trend run value errorLow errorHigh entries failure revision dataset startTime fill recordedLumi'.split(
  ' ',
);

/** A line of a plot with the name of its dataset. */
export type DatasetLine = PlotLine & { readonly datasetName: string };

/** Returns the points of a plot as CSV, one per line, with the attributes of their runs; a gap has its failure code. */
export function pointsCsv(lines: readonly DatasetLine[], table: RunTable): string {
  const rows = lines.flatMap(({ name, columns, datasetName }) =>
    columns.runs.map((run, index) => [
      name,
      run,
      columns.values[index] ?? '',
      columns.errorsLow[index] ?? '',
      columns.errorsHigh[index] ?? '',
      columns.entries[index] ?? '',
      columns.failures[index] ?? '',
      columns.revisions[index] ?? '',
      datasetName,
      ...runCells(table, run),
    ]),
  );
  return [header, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n') + '\r\n';
}

/** Saves the points of a plot as CSV. */
export function saveCsv(name: string, lines: readonly DatasetLine[], table: RunTable): void {
  saveAs(`${name}.csv`, new Blob([pointsCsv(lines, table)], { type: 'text/csv' }));
}

/** Start time (ISO 8601, UTC), fill and recorded luminosity in 1/pb of a run; empty where they are unknown. */
function runCells({ indexByRun, startTimes, fills, recordedLumis }: RunTable, run: number): (string | number)[] {
  const index = indexByRun.get(run) ?? -1;
  const seconds = startTimes[index] ?? null;
  return [
    seconds === null ? '' : new Date(seconds * 1000).toISOString(),
    fills[index] ?? '',
    recordedLumis[index] ?? '',
  ];
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
function toCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
