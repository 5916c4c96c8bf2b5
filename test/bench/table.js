// Figures in README.md, each table between two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('README.md', import.meta.url));

/** Prints a table's lines, and puts them into README.md between the marks of this name; --print and --quick only print them. */
export function writeTable(name, lines) {
  process.stdout.write(`${lines.join('\n')}\n`);
  if (process.argv.includes('--print') || process.argv.includes('--quick')) return;
  const [open, close] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no marks ${open} and ${close}`);
  writeFileSync(file, `${text.slice(0, from)}${open}\n\n${lines.join('\n')}\n\n${text.slice(to)}`);
}
