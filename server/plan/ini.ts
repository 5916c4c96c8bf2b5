/** One `key = value` of a section. */
export interface Entry {
  /** As written; keys are compared without regard to case. */
  readonly key: string;
  /** Its lines joined by newlines, each without surrounding blanks. */
  readonly value: string;
  readonly line: number;
}

/** A `[header]` with its entries. */
export interface IniSection {
  readonly header: string;
  readonly line: number;
  /** By key in lower case. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What is wrong in it. */
  readonly faults: readonly { readonly line: number; readonly message: string }[];
}

/** What a file says, and what stands in it outside of any section. */
export interface Ini {
  readonly sections: readonly IniSection[];
  readonly faults: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Takes an .ini file apart by the rules of Python's RawConfigParser, which CentralHDQM reads its files with: `=` or `:` between key and
 * value, comments with `#` or `;` on lines of their own, deeper indented lines continue a value. Keeps the line of everything.
 */
export function parseIni(text: string): Ini {
  const sections: (IniSection & { entries: Map<string, Entry>; faults: { line: number; message: string }[] })[] = [];
  const faults: { line: number; message: string }[] = [];
  let entry: { key: string; lines: string[]; line: number } | undefined;
  let indent = 0;

  const finishEntry = (): void => {
    const section = sections.at(-1);
    if (entry && section) {
      const { key, lines, line } = entry;
      const earlier = section.entries.get(key.toLowerCase());
      if (earlier)
        section.faults.push({ line, message: `${key} is given twice (the first is in line ${earlier.line})` });
      else section.entries.set(key.toLowerCase(), { key, value: lines.join('\n').trim(), line });
    }
    entry = undefined;
  };

  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const depth = raw.length - raw.trimStart().length;
    if (entry && depth > indent) {
      entry.lines.push(trimmed);
      continue;
    }
    finishEntry();
    indent = depth;
    const header = /^\[(.+)\]/.exec(trimmed)?.[1];
    const section = sections.at(-1);
    if (header !== undefined) {
      sections.push({ header: header.trim(), line, entries: new Map(), faults: [] });
      continue;
    }
    const assignment = /^(.*?)\s*[=:]\s*(.*)$/.exec(trimmed);
    const to = section?.faults ?? faults;
    if (!section) to.push({ line, message: `'${trimmed.slice(0, 40)}' stands before the first [section]` });
    else if (!assignment || assignment[1] === '')
      to.push({ line, message: `'${trimmed.slice(0, 40)}' is no 'key = value'` });
    else entry = { key: assignment[1] ?? '', lines: [assignment[2] ?? ''], line };
  }
  finishEntry();
  return { sections, faults };
}
