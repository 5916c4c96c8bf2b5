// Tables of figures in test/bench/README.md, each between two marks of its name.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { format, resolveConfig } from 'prettier';
import { root } from './cost.js';

const file = `${root}/test/bench/README.md`;

/** The day, the machine and its Node, for the line above a table. */
export function whenAndWhere() {
  const [{ model }] = cpus();
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${model}, Node ${process.versions.node}`;
}

/** A table: its head, then its rows, all of them lists of texts. */
export function table(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const [head, ...rest] = rows;
  return [line(head), line(head.map(() => '---')), ...rest.map(line)];
}

/** Puts lines between `<!-- NAME -->` and `<!-- end of NAME -->`. Throws if the marks are missing. */
export async function writeFigures(name, lines) {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`test/bench/README.md has no ${begin} with ${end} below it`);
  const written = `${text.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`;
  writeFileSync(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));
}
