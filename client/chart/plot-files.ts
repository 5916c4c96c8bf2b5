import type { PlotLine } from './trend-plot.tsx';

/** The points of a plot as CSV, a line each, gaps with their reasons. */
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
  const head = ['trend', 'run', 'value', 'errorLow', 'errorHigh', 'entries', 'failure', 'revision'];
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** Gives the reader a file. */
export function saveAs(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
