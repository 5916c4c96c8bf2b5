// Figures of a run of the benchmark beside those of the table in README.md.
import { readFileSync } from 'node:fs';

/** How much worse a figure of the same code can be: by this share, and by this much in its unit (between two runs, medians differ by a fifth). */
const noise = { share: 0.25, ms: 3, s: 0.03, MiB: 40, MB: 0.05, 'requests/s': 10, '': 0 };

/** The rows of the table between `<!-- NAME -->` and `<!-- end of NAME -->` in README.md; none where it has no such marks. */
export function committedRows(name) {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const [, after = ''] = text.split(`<!-- ${name} -->`);
  return rowsOf(after.split(`<!-- end of ${name} -->`)[0] ?? '');
}

/**
 * The rows of a table of Markdown: the texts of their cells, by those of the first column.
 * @param {string} markdown
 * @returns {Map<string, Record<string, string>>} cells by the names of their columns
 */
export function rowsOf(markdown) {
  const lines = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...rows] = lines;
  return new Map(
    rows.map((cells) => [
      cells[0] ?? '',
      Object.fromEntries(head.map((name, index) => [name, cells[index] ?? '']).slice(1)),
    ]),
  );
}

/**
 * The figures that a cell gives, each with its unit: the first of each part, such as 13 ms and 206 ms of `13 ms, 0.3 MB; 206 ms; wall 0.3 s`.
 * @param {string} cell
 */
export function figuresOf(cell) {
  return cell.split(/; | \/ /).flatMap((part) => {
    const [, value, unit = ''] = /^(\d[\d,]*(?:\.\d+)?)(?: (ms|s|MiB|MB|requests\/s)\b)?/.exec(part) ?? [];
    return value === undefined ? [] : [{ value: Number(value.replaceAll(',', '')), unit }];
  });
}

/**
 * What became worse than committed by more than noise, as a text for each figure. A row with a yardstick of the same run, as
 * `(0.03 x plain SQL's 52 ms)`, may be slower by as much as that is: then the machine is busy.
 * @param {string} now
 * @param {string} committed
 * @returns {string[]}
 */
export function worse(now, committed) {
  const before = figuresOf(committed);
  const slowdown = Math.max(1, yardstick(now) / yardstick(committed) || 1);
  return figuresOf(now).flatMap(({ value, unit }, index) => {
    const old = before[index];
    if (old === undefined || old.unit !== unit) return [];
    const isRate = unit === 'requests/s';
    const amount = noise[unit];
    const limit = isRate
      ? Math.min(old.value / slowdown / (1 + noise.share), old.value - amount)
      : Math.max(old.value * slowdown * (1 + noise.share), old.value + amount);
    if (isRate ? value >= limit : value <= limit) return [];
    const change = Math.round(100 * (value / old.value - 1));
    return [
      `WORSE by more than noise: ${old.value} to ${value} ${unit}`.trimEnd() + ` (${change > 0 ? '+' : ''}${change} %)`,
    ];
  });
}

/** Milliseconds of the yardstick of a cell; NaN without one. */
function yardstick(cell) {
  const [, value, unit] = / x [^();]*'s ([\d.]+) (ms|s)\)/.exec(cell) ?? [];
  return Number(value) * (unit === 's' ? 1000 : 1);
}
