import type { Entry } from './ini.ts';
import { nearestName } from '../names/nearest.ts';

/** A family that cannot be expanded. */
export class FamilyError extends Error {
  override name = 'FamilyError';
  /** A similar valid name. */
  readonly suggestion: string | undefined;
  /** Undefined for the line of the section header. */
  readonly line: number | undefined;

  constructor(message: string, where: { readonly line?: number; readonly suggestion?: string | undefined } = {}) {
    super(message);
    this.line = where.line;
    this.suggestion = where.suggestion;
  }
}

/** Values of the variables in one member of a family, by lower-case name. */
export type Assignment = ReadonlyMap<string, string>;

/** A loop `for.NAME = values`, or a table `for.NAME | NAME = value | value, …` of variables that vary together. */
export interface Loop {
  /** In lower case. */
  readonly names: readonly string[];
  /** Each row has one value per name. */
  readonly rows: readonly (readonly string[])[];
  /** As written. */
  readonly key: string;
  readonly line: number;
}

/** Maximum number of members of a section. */
export const maxFamilySize = 10_000;

/** Counts the values and characters that the sections of a text expand to, so that a short text does not take long. */
export class Expansion {
  private left: number;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
    this.left = limit;
  }

  /** Throws a FamilyError once the limit is exceeded. */
  add(characters: number): void {
    this.left -= characters;
    if (this.left < 0)
      throw new FamilyError(`the sections expand to more than ${this.limit} characters: use fewer members or sections`);
  }
}

const keyStart = 'for.';

export function isLoop(key: string): boolean {
  return key.startsWith(keyStart);
}

/**
 * Parses a `for.…` entry. Values are separated by commas or newlines; `1..7`, `HBP01..HBP18` and `02..12 by 2` are ranges whose values
 * have at least as many digits as the first. A table on several lines has one row per line, whose values may contain commas; a range in
 * a table makes one row per value. Throws a FamilyError.
 */
export function readLoop(entry: Entry, expansion?: Expansion): Loop {
  const { key, line } = entry;
  try {
    const names = readNames(key);
    const rows = readRows(entry.value, names.length);
    expansion?.add(10 * rows.length * names.length); // a value has about 10 characters
    return { names, rows, key, line };
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
  const invalid = names.find((name) => !/^[a-z_]\w*$/.test(name));
  if (invalid !== undefined) throw new FamilyError(`'${invalid}' is not a variable name (letters, digits and _)`);
  if (new Set(names).size < names.length) throw new FamilyError('duplicate variable name');
  return names;
}

function readRows(value: string, columns: number): string[][] {
  const separator = columns > 1 && value.includes('\n') ? /\n/ : /[,\n]/;
  const written = value.split(separator).map((row) => row.trim());
  const rows: string[][] = [];
  for (const row of written) {
    if (row !== '') rows.push(...expandRow(row, columns));
    if (rows.length > maxFamilySize) throw new FamilyError(`more than ${maxFamilySize} values`);
  }
  if (rows.length === 0) throw new FamilyError('no values');
  return rows;
}

function expandRow(row: string, columns: number): string[][] {
  const cells = columns === 1 ? [row] : row.split('|').map((cell) => cell.trim());
  if (cells.length !== columns) {
    throw new FamilyError(`'${row}' has ${cells.length} values, expected ${columns} (separated by |)`);
  }
  const expanded = cells.map(expandRange);
  const lengths = new Set(expanded.map((values) => values.length).filter((length) => length > 1));
  if (lengths.size > 1) throw new FamilyError(`ranges in '${row}' have different lengths`);
  const [length = 1] = lengths;
  return Array.from({ length }, (_, index) =>
    expanded.map((values) => (values.length === 1 ? values[0] : values[index]) ?? ''),
  );
}

/** Expands `1..7`, `-2..2`, `HBP01..HBP18` and `02..12 by 2`; anything without `..` is a single value. */
function expandRange(cell: string): string[] {
  if (!cell.includes('..')) return [cell];
  const [, start = '', end = '', by = '1'] = /^(.*?)\.\.(.*?)(?:\s+by\s+(\d+))?$/.exec(cell) ?? [];
  const first = countable(start, end.startsWith('-'));
  const last = countable(end, start.startsWith('-'));
  if (!first || !last || (last.prefix !== '' && last.prefix !== first.prefix) || Number(by) === 0) {
    throw new FamilyError(`'${cell}' is not a range such as 1..7, HBP01..HBP18 or 02..12 by 2`);
  }
  const count = Math.floor(Math.abs(last.number - first.number) / Number(by)) + 1;
  if (count > maxFamilySize) throw new FamilyError(`'${cell}' has more than ${maxFamilySize} values`);
  const step = last.number < first.number ? -Number(by) : Number(by);
  return Array.from({ length: count }, (_, index) => {
    const number = first.number + index * step;
    return `${first.prefix}${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(first.digits, '0')}`;
  });
}

interface Countable {
  readonly prefix: string;
  readonly number: number;
  readonly digits: number;
}

/** Splits `HBP01` into prefix and number; `signed` makes the minus in `-2..2` or `-3..-1` part of the number. */
function countable(text: string, signed: boolean): Countable | undefined {
  const [, prefix = '', digits = ''] = /^(.*?)(\d+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const negative = prefix === '-' || (prefix === '' && signed);
  if (negative) return { prefix: '', number: Number(text), digits: 1 };
  return { prefix, number: Number(digits), digits: digits.length };
}

/**
 * Returns all combinations of the rows, the last loop varying fastest; without loops one empty one. Adds to the expansion what each takes, its
 * variables and `characters`. Throws a FamilyError.
 */
export function combinations(loops: readonly Loop[], expansion?: Expansion, characters = 0): Assignment[] {
  const size = loops.reduce((product, { rows }) => product * rows.length, 1);
  if (size > maxFamilySize) throw new FamilyError(`too many combinations of variables: ${size}, max. ${maxFamilySize}`);
  expansion?.add(size * (characters + loops.length ** 2));
  let all: Map<string, string>[] = [new Map()];
  for (const { names, rows } of loops) {
    all = all.flatMap((assignment) =>
      rows.map((row) => new Map([...assignment, ...names.map((name, index) => [name, row[index] ?? ''] as const)])),
    );
  }
  return all;
}

/**
 * Returns the loops of a section: those of `[defaults]` whose variables `texts` uses, then its own, all of whose variables must be used.
 * Throws a FamilyError, also if a text uses an undefined variable.
 */
export function loopsOf(
  entries: Iterable<Entry>,
  texts: readonly Text[],
  defaults: readonly Loop[],
  expansion?: Expansion,
): Loop[] {
  expansion?.add(texts.reduce((sum, { value }) => sum + value.length, 0));
  const used = new Set(texts.flatMap(({ value }) => variablesOf(value)));
  const own = [...entries].map((entry) => readLoop(entry, expansion));
  const defined = new Set<string>();
  for (const { names, key, line } of own) {
    for (const name of names) {
      if (defined.has(name)) throw new FamilyError(`${key}: \${${name}} is defined twice`, { line });
      if (!used.has(name)) throw new FamilyError(`${key}: \${${name}} is not used in the section`, { line });
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
    throw new FamilyError(`\${${unknown}} is not defined: add for.${unknown} = …`, {
      line,
      suggestion: suggestion && `\${${suggestion}}`,
    });
  }
  return [...inherited, ...own];
}

/** A text that may contain variables. */
export interface Text {
  readonly value: string;
  readonly line: number;
}

/** Without a limit of its length, a text of many `${` would take quadratic time. */
const variable = /\$\{([^{}\n]{0,100})\}/g;

/** Returns the names of the variables in a text, in lower case. */
export function variablesOf(text: string): string[] {
  return text.includes('${') ? [...text.matchAll(variable)].map(([, name = '']) => nameOf(name)) : [];
}

/** Replaces each `${name}` by its value; `loopsOf` has verified that all are defined. */
export function substitute(text: string, assignment: Assignment): string {
  if (!text.includes('${')) return text;
  return text.replaceAll(variable, (whole, name: string) => assignment.get(nameOf(name)) ?? whole);
}

function nameOf(written: string): string {
  return written.trim().toLowerCase();
}
