import Table from 'cli-table3';

/** Formats seconds: `45 s`, `12 min`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A table of labels and numbers, without rules between its rows. */
export function countTable(rows: readonly (readonly [string, string | number])[]): string {
  const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ chars: noRules, style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Formats a time: `2026-11-25 17:28:50 UTC`. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
