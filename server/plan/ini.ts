/** Something wrong at a line. */
export interface Fault {
  readonly line: number;
  readonly message: string;
}

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
  /** By key in lower case, in the order of the file. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What is wrong in it. */
  readonly faults: readonly Fault[];
}

/** What a file says, and what stands in it outside of any section. */
export interface Ini {
  readonly sections: readonly IniSection[];
  readonly faults: readonly Fault[];
}

/** Characters of a line: people's have some hundred at most, and what is read out of a value must come to an end. */
export const maxLineLength = 2000;

/**
 * Takes an .ini file apart by the rules of Python's RawConfigParser, which CentralHDQM reads its files with: `=` or `:` between key and
 * value, comments with `#` or `;` on lines of their own, lines that are indented deeper than their key continue its value. Keeps the line of
 * everything. What RawConfigParser refuses a whole file for (a key given twice, a line that is none) is a fault of its section alone.
 */
export function parseIni(text: string): Ini {
  const reader = new Reader();
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) reader.take(line, index + 1);
  return reader.finish();
}

class Reader {
  private readonly sections: { header: string; line: number; entries: Map<string, Entry>; faults: Fault[] }[] = [];
  private readonly faults: Fault[] = [];
  private entry: { key: string; lines: string[]; line: number } | undefined;
  private indent = 0;

  take(raw: string, line: number): void {
    const text = raw.trim();
    if (text === '' || text.startsWith('#') || text.startsWith(';')) return;
    const indent = raw.length - raw.trimStart().length;
    if (this.entry && indent > this.indent) {
      if (text.length > maxLineLength) this.sections.at(-1)?.faults.push(tooLong(this.entry.key, line));
      else this.entry.lines.push(text);
      return;
    }
    this.finishEntry();
    this.indent = indent;
    if (text.startsWith('[')) this.startSection(text, line);
    else this.startEntry(text, line);
  }

  finish(): Ini {
    this.finishEntry();
    return { sections: this.sections, faults: this.faults };
  }

  private startSection(text: string, line: number): void {
    const header = /^\[(.*)\]/.exec(text)?.[1];
    const shown = shortened(text);
    const faults: Fault[] = [];
    if (header === undefined) faults.push({ line, message: `the ']' of the section is missing: '${shown}'` });
    else if (text.length > maxLineLength) faults.push(tooLong(shown, line));
    const name = (header ?? text.slice(1)).trim();
    this.sections.push({ header: name.slice(0, maxLineLength), line, entries: new Map(), faults });
  }

  private startEntry(text: string, line: number): void {
    const section = this.sections.at(-1);
    const separator = text.search(/[=:]/);
    const key = text.slice(0, Math.max(separator, 0)).trimEnd();
    const value = text.slice(separator + 1).trimStart();
    const shown = shortened(text);
    if (!section) this.faults.push({ line, message: `'${shown}' stands before the first [section]` });
    else if (key === '') section.faults.push({ line, message: `'${shown}' is no 'key = value'` });
    else {
      if (key.length + value.length > maxLineLength) section.faults.push(tooLong(shortened(key), line));
      this.entry = { key: key.slice(0, maxLineLength), lines: [value.slice(0, maxLineLength)], line };
    }
  }

  private finishEntry(): void {
    const section = this.sections.at(-1);
    if (this.entry && section) {
      const { key, lines, line } = this.entry;
      const earlier = section.entries.get(key.toLowerCase());
      if (earlier) {
        section.faults.push({ line, message: `${key} is given twice: the first is in line ${earlier.line}` });
      } else {
        section.entries.set(key.toLowerCase(), { key, value: lines.join('\n').trim(), line });
      }
    }
    this.entry = undefined;
  }
}

function tooLong(what: string, line: number): Fault {
  return { line, message: `the line of ${what} has more than ${maxLineLength} characters` };
}

/** As much of a text as a message repeats. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
