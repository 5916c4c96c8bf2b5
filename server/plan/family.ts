import type { Entry } from './ini.ts';
import { nearestName } from '../names/nearest.ts';

/** A family that cannot be written out; the message says why. */
export class FamilyError extends Error {
  override name = 'FamilyError';
  /** What is meant, where a near name is known. */
  readonly suggestion: string | undefined;
  /** Where it is not the section's own line. */
  readonly line: number | undefined;

  constructor(message: string, where: { readonly line?: number; readonly suggestion?: string | undefined } = {}) {
    super(message);
    this.line = where.line;
    this.suggestion = where.suggestion;
  }
}

/** What the variables of a family stand for in one member, by name in lower case. */
export type Assignment = ReadonlyMap<string, string>;

/** A `for.NAME = values`, or a table `for.NAME | NAME = value | value, …` of variables that run together. */
export interface Loop {
  /** In lower case. */
  readonly names: readonly string[];
  /** One value a name. */
  readonly rows: readonly (readonly string[])[];
  /** Its key as written. */
  readonly key: string;
  readonly line: number;
}

/** Members that one section may have. */
export const maxFamilySize = 10_000;

const keyStart = 'for.';

export function isLoop(key: string): boolean {
  return key.startsWith(keyStart);
}

/**
 * Reads one `for.…` entry. Values stand between commas or on lines of their own; `1..7`, `HBP01..HBP18` and `02..12 by 2` are ranges that
 * count with as many digits as they start with. The rows of a table that has several lines stand on one line each, and may have commas; a
 * range in a table makes a row of each of its values. Throws a FamilyError.
 */
export function readLoop(entry: Entry): Loop {
  const { key, line } = entry;
  try {
    const names = readNames(key);
    return { names, rows: readRows(entry.value, names.length), key, line };
  } catch (error) {
    if (error instanceof FamilyError) throw new FamilyError(`${key}: ${error.message}`, { line });
    throw error;
  }
}

function readNames(key: string): string[] {
  const names = key
    .slice(keyStart.length)
    .split('|')
    .map((name) => name.trim().toLowerCase());
  const wrongName = names.find((name) => !/^[a-z_]\w*$/.test(name));
  if (wrongName !== undefined) throw new FamilyError(`'${wrongName}' is no name of a variable (letters, digits and _)`);
  if (new Set(names).size < names.length) throw new FamilyError('a name stands in it twice');
  return names;
}

function readRows(value: string, columns: number): string[][] {
  const separator = columns > 1 && value.includes('\n') ? /\n/ : /[,\n]/;
  const written = value.split(separator).map((row) => row.trim());
  const rows = written.filter((row) => row !== '').flatMap((row) => expandRow(row, columns));
  if (rows.length === 0) throw new FamilyError('it has no values');
  return rows;
}

function expandRow(row: string, columns: number): string[][] {
  const cells = columns === 1 ? [row] : row.split('|').map((cell) => cell.trim());
  if (cells.length !== columns) {
    throw new FamilyError(`'${row}' has ${cells.length} values where ${columns} are expected (between |)`);
  }
  const expanded = cells.map(expandRange);
  const lengths = new Set(expanded.map((values) => values.length).filter((length) => length > 1));
  if (lengths.size > 1) throw new FamilyError(`the ranges of '${row}' have different lengths`);
  const [length = 1] = lengths;
  return Array.from({ length }, (_, index) =>
    expanded.map((values) => (values.length === 1 ? values[0] : values[index]) ?? ''),
  );
}

/** The values of `1..7`, `-2..2`, `HBP01..HBP18`, `02..12 by 2`; anything without `..` is itself. */
function expandRange(cell: string): string[] {
  if (!cell.includes('..')) return [cell];
  const [, start = '', end = '', by = '1'] = /^(.*?)\.\.(.*?)(?:\s+by\s+(\d+))?$/.exec(cell) ?? [];
  const first = countable(start, end.startsWith('-'));
  const last = countable(end, start.startsWith('-'));
  if (!first || !last || (last.before !== '' && last.before !== first.before) || Number(by) === 0) {
    throw new FamilyError(`'${cell}' is no range such as 1..7, HBP01..HBP18 or 02..12 by 2`);
  }
  const count = Math.floor(Math.abs(last.number - first.number) / Number(by)) + 1;
  if (count > maxFamilySize) throw new FamilyError(`'${cell}' has more than ${maxFamilySize} values`);
  const step = last.number < first.number ? -Number(by) : Number(by);
  return Array.from({ length: count }, (_, index) => {
    const number = first.number + index * step;
    return `${first.before}${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(first.digits, '0')}`;
  });
}

interface Countable {
  readonly before: string;
  readonly number: number;
  readonly digits: number;
}

/** Takes `HBP01` apart; a number with a sign is itself where `-2..2` or `-3..-1` counts through it. */
function countable(text: string, signed: boolean): Countable | undefined {
  const [, before = '', digits = ''] = /^(.*?)(\d+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const negative = before === '-' || (before === '' && signed);
  if (negative) return { before: '', number: Number(text), digits: 1 };
  return { before, number: Number(digits), digits: digits.length };
}

/** All combinations of the loops' rows, the last loop running fastest; one empty combination where there are none. Throws a FamilyError. */
export function combinations(loops: readonly Loop[]): Assignment[] {
  const size = loops.reduce((product, { rows }) => product * rows.length, 1);
  if (size > maxFamilySize)
    throw new FamilyError(`its variables have ${size} combinations, more than ${maxFamilySize}`);
  let all: Map<string, string>[] = [new Map()];
  for (const { names, rows } of loops) {
    all = all.flatMap((assignment) =>
      rows.map((row) => new Map([...assignment, ...names.map((name, index) => [name, row[index] ?? ''] as const)])),
    );
  }
  return all;
}

/**
 * The loops that a section's texts run over: of the file's defaults those that they use, and its own, each variable of which they must use.
 * Throws a FamilyError, also where a text uses a variable that nothing defines.
 */
export function loopsOf(entries: Iterable<Entry>, texts: readonly Text[], defaults: readonly Loop[]): Loop[] {
  const used = new Set(texts.flatMap(({ value }) => variablesOf(value)));
  const own = [...entries].map(readLoop);
  const defined = new Set<string>();
  for (const { names, key, line } of own) {
    for (const name of names) {
      if (defined.has(name)) throw new FamilyError(`${key}: \${${name}} is defined twice`, { line });
      if (!used.has(name)) throw new FamilyError(`${key}: \${${name}} stands nowhere in the section`, { line });
      defined.add(name);
    }
  }
  const inherited = defaults.filter(
    ({ names }) => names.some((name) => used.has(name)) && !names.some((name) => defined.has(name)),
  );
  for (const name of inherited.flatMap(({ names }) => names)) defined.add(name);
  for (const { value, line } of texts) {
    const unknown = variablesOf(value).find((name) => !defined.has(name));
    if (unknown === undefined) continue;
    const suggestion = nearestName(unknown, [...defined]);
    throw new FamilyError(`\${${unknown}} is not defined: for.${unknown} = … would define it`, {
      line,
      suggestion: suggestion && `\${${suggestion}}`,
    });
  }
  return [...inherited, ...own];
}

/** A text that may use variables. */
export interface Text {
  readonly value: string;
  readonly line: number;
}

const variable = /\$\{([^}\n]*)\}/g;

/** The variables that a text uses, in lower case. */
export function variablesOf(text: string): string[] {
  return text.includes('${') ? [...text.matchAll(variable)].map(([, name = '']) => nameOf(name)) : [];
}

/** Puts the values in place of `${name}`; `loopsOf` saw that all are defined. */
export function substitute(text: string, assignment: Assignment): string {
  if (!text.includes('${')) return text;
  return text.replaceAll(variable, (whole, name: string) => assignment.get(nameOf(name)) ?? whole);
}

function nameOf(written: string): string {
  return written.trim().toLowerCase();
}
