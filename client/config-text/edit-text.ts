import { entryOf, sectionsOf, type TextSection } from './ini-text.ts';

/** The order in which new entries are inserted. */
const order = [
  'metric',
  'relativepath',
  'histo1path',
  'histo2path',
  'reference',
  'referencerun',
  'threshold',
  'applythreshold',
  'plottitle',
  'ytitle',
  'description',
  'contact',
  'action',
  'warning',
  'error',
  'alarm',
  'minentries',
];

/**
 * Replaces the value of a key in a section and leaves all else as it is, byte by byte: other lines, comments within the value, the spelling of
 * the key and the ends of lines. A value of several lines continues on indented ones. A missing key is inserted after those before it in the
 * default order; an empty value removes the entry.
 */
export function setEntry(text: string, section: TextSection, key: string, value: string): string {
  const lines = linesOf(text);
  const entry = entryOf(section, key);
  const written = value
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!entry) {
    if (written.length === 0) return text;
    return splice(lines, insertionLine(section, key), 0, entryLines(`${key} =`, written, ''));
  }
  const old = lines.slice(entry.line - 1, entry.endLine);
  const comments = old.slice(1).filter((line) => /^\s*[#;]/.test(line));
  const [first = ''] = old;
  const [prefix = '', indent = ''] = /^(\s*)[^=:]*[=:]/.exec(first) ?? [];
  const replacing = written.length === 0 ? [] : entryLines(prefix, written, indent);
  return splice(lines, entry.line, old.length, [...replacing, ...comments.map(withoutEnd)]);
}

/** Replaces several values of a section, in order, as `setEntry` does. */
export function setEntries(text: string, { line }: TextSection, values: Readonly<Record<string, string>>): string {
  let after = text;
  for (const [key, value] of Object.entries(values)) {
    const section = sectionsOf(after).find((each) => each.line === line);
    if (section) after = setEntry(after, section, key, value);
  }
  return after;
}

/** Replaces the name in the header of a section. */
export function renameSection(text: string, { line, kind }: TextSection, name: string): string {
  const lines = linesOf(text);
  const header = withoutEnd(lines[line - 1] ?? '');
  return splice(lines, line, 1, [header.replace(/\[.*(\]|$)/, () => `[${kind}:${name.replaceAll(/[\r\n]/g, ' ')}]`)]);
}

/** Appends a section after an empty line. */
export function appendSection(text: string, section: string): string {
  const end = endOf(text);
  const before = text.trimEnd();
  return `${before}${before === '' ? '' : end + end}${section.trimEnd().replaceAll('\n', end)}${end}`;
}

/** Appends a copy of a section under another name; of a family, with a suffix to it. */
export function copySection(text: string, section: TextSection, name: string): string {
  const copied = linesOf(text)
    .slice(section.line - 1, section.endLine)
    .map(withoutEnd)
    .join('\n')
    // What precedes the next header describes that one.
    .replace(/(\n\s*([#;].*)?)+$/, '');
  return appendSection(
    text,
    copied.replace(/^(\s*)\[.*\]/, (_, indent: string) => `${indent}[${section.kind}:${name}]`),
  );
}

/** A name that no section of the text has: with a number after it, if need be. */
export function freeName(sections: readonly TextSection[], name: string): string {
  const taken = new Set(sections.map((section) => section.name));
  for (let number = 2; ; number += 1) {
    const candidate = `${name}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Replaces the first occurrence of a word in a line of the text, from 1. */
export function replaceInLine(text: string, line: number, word: string, by: string): string {
  const lines = linesOf(text);
  const old = withoutEnd(lines[line - 1] ?? '');
  return old.includes(word) ? splice(lines, line, 1, [old.replace(word, () => by)]) : text;
}

/** The lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

const withoutEnd = (line: string): string => line.replace(/[\r\n]+$/, '');

/** The end of lines that the text has, by its first one. */
const endOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** Replaces lines, from 1, by others, which get the ends of those of the text. */
function splice(lines: readonly string[], line: number, count: number, others: readonly string[]): string {
  const text = lines.join('');
  const end = endOf(text);
  const [before, removed, after] = [
    lines.slice(0, line - 1),
    lines.slice(line - 1, line - 1 + count),
    lines.slice(line - 1 + count),
  ];
  const last = before.at(-1);
  if (others.length > 0 && last !== undefined && withoutEnd(last) === last) before[before.length - 1] = last + end;
  const endsText = after.length === 0 && removed.length > 0 && !/[\r\n]$/.test(removed.at(-1) ?? '');
  const inserted = others.map((other, index) => (endsText && index === others.length - 1 ? other : other + end));
  return [...before, ...inserted, ...after].join('');
}

function entryLines(prefix: string, [first = '', ...more]: readonly string[], indent: string): string[] {
  if (more.length === 0) return [`${prefix} ${first}`];
  return [prefix, ...[first, ...more].map((line) => `${indent}    ${line}`)];
}

/** The line at which a new entry is inserted: after the last of those before it in the default order, else below the header. */
function insertionLine({ line, entries }: TextSection, key: string): number {
  const rank = (of: string): number => order.indexOf(of.toLowerCase().split('.')[0] ?? '');
  const before = entries.filter((entry) => rank(entry.key) <= rank(key));
  return Math.max(line, ...before.map(({ endLine }) => endLine)) + 1;
}
