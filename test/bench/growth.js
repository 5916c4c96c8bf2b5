// How cost grows: a table for each of what there may be more of, each row beside the one before it. Writes them into test/bench/README.md.
//   node test/bench/growth.js [--quick] [TABLE…]       tables: files, history, plots, elements, tree, workers; all without any
// With --quick everything is small: to see whether it runs, the tables are only printed.
import * as elements from './growth/elements.js';
import * as files from './growth/files.js';
import * as history from './growth/history.js';
import * as plots from './growth/plots.js';
import * as tree from './growth/tree.js';
import * as workers from './growth/workers.js';
import { table, whenAndWhere, writeFigures } from './figures.js';

/** Each has its `title`, what is in its rows, the `sizes` measured (and the small ones), and `measure`, which gives the figures of a size. */
const tables = { files, history, plots, elements, tree, workers };

const quick = process.argv.includes('--quick');
const chosen = process.argv.slice(2).filter((argument) => argument !== '--quick');
const unknown = chosen.filter((name) => !(name in tables));
if (unknown.length > 0) {
  process.stderr.write(`There is no table ${unknown.join(', ')}: the tables are ${Object.keys(tables).join(', ')}.\n`);
  process.exit(2);
}

for (const name of chosen.length > 0 ? chosen : Object.keys(tables)) {
  const { title, sizes, quickSizes, measure } = tables[name];
  const measured = [];
  for (const size of quick ? quickSizes : sizes) {
    process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${name}: ${size}\n`);
    measured.push({ size, figures: await measure(size, { quick }) });
  }
  const lines = [title, '', ...table(rowsOf(name, measured)), '', `${whenAndWhere()}.`];
  process.stdout.write(`${lines.join('\n')}\n\n`);
  if (!quick) await writeFigures(`growth: ${name}`, lines);
}

/** Each figure with its unit, and how many times that of the row before it is. */
function rowsOf(name, measured) {
  const columns = Object.keys(measured[0].figures);
  const rows = measured.map(({ size, figures }, index) => {
    const before = measured[index - 1];
    const more = before && size / before.size;
    const cells = columns.map((column) => {
      const [value, unit] = figures[column];
      const former = before?.figures[column][0];
      return [rounded(value), unit, former > 0 ? `(${rounded(value / former)} x)` : ''].filter(Boolean).join(' ');
    });
    return [`${size.toLocaleString('en')}${more && Number.isFinite(more) ? ` (${rounded(more)} x)` : ''}`, ...cells];
  });
  return [[name, ...columns], ...rows];
}

/** Two or three digits are as much as a measurement says. */
function rounded(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}
