import type { PlotLine } from './series.ts';

/** Returns the points of a plot as CSV, one per line; a gap has its failure code. */
export function pointsCsv(lines: readonly PlotLine[]): string {
  const rows = lines.flatMap(({ name, columns }) =>
    columns.runs.map((run, index) => [
      name,
      run,
      columns.values[index] ?? '',
      columns.errorsLow[index] ?? '',
      columns.errorsHigh[index] ?? '',
      columns.entries[index] ?? '',
      columns.failures[index] ?? '',
      columns.revisions[index] ?? '',
    ]),
  );
  const header = ['trend', 'run', 'value', 'errorLow', 'errorHigh', 'entries', 'failure', 'revision'];
  return [header, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n') + '\r\n';
}

/** Saves the points of a plot as CSV. */
export function saveCsv(name: string, lines: readonly PlotLine[]): void {
  saveAs(`${name}.csv`, new Blob([pointsCsv(lines)], { type: 'text/csv' }));
}

/** Makes the browser download a file. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
function toCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
