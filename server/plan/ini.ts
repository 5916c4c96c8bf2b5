/** A problem at a line of the text. */
export interface Diagnostic {
  readonly line: number;
  readonly message: string;
  /** A similar valid name. */
  readonly suggestion?: string | undefined;
}

/** One `key = value` of a section. */
export interface Entry {
  /** As written; keys are case-insensitive. */
  readonly key: string;
  /** Its lines, trimmed and joined by newlines. */
  readonly value: string;
  readonly line: number;
}

/** A `[header]` with its entries. */
export interface IniSection {
  readonly header: string;
  readonly line: number;
  /** By key in lower case, in the order of the file. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The sections of a file, and the problems outside of any section. */
export interface Ini {
  readonly sections: readonly IniSection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Maximum number of characters of a line, to bound the time that parsing a value takes. */
export const maxLineLength = 2000;

/**
 * Parses an .ini file by the rules of Python's RawConfigParser, which CentralHDQM uses: `=` or `:` between key and value, comments with
 * `#` or `;` on lines of their own, lines indented deeper than their key continue its value. Records the line of each section and key.
 * Errors for which RawConfigParser rejects the whole file (duplicate keys, lines without a key) are diagnostics of their section here.
 */
export function parseIni(text: string): Ini {
  const reader = new Reader();
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) reader.readLine(line, index + 1);
  return reader.finish();
}

class Reader {
  private readonly sections: {
    header: string;
    line: number;
    entries: Map<string, Entry>;
    diagnostics: Diagnostic[];
  }[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private entry: { key: string; lines: string[]; line: number } | undefined;
  private indent = 0;

  readLine(raw: string, line: number): void {
    const text = raw.trim();
    if (text === '' || text.startsWith('#') || text.startsWith(';')) return;
    const indent = raw.length - raw.trimStart().length;
    if (this.entry && indent > this.indent) {
      if (text.length > maxLineLength) this.sections.at(-1)?.diagnostics.push(tooLong(this.entry.key, line));
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
    return { sections: this.sections, diagnostics: this.diagnostics };
  }

  private startSection(text: string, line: number): void {
    const header = /^\[(.*)\]/.exec(text)?.[1];
    const shown = shortened(text);
    const diagnostics: Diagnostic[] = [];
    if (header === undefined) diagnostics.push({ line, message: `missing ']' in '${shown}'` });
    else if (text.length > maxLineLength) diagnostics.push(tooLong(shown, line));
    const name = (header ?? text.slice(1)).trim();
    this.sections.push({ header: name.slice(0, maxLineLength), line, entries: new Map(), diagnostics });
  }

  private startEntry(text: string, line: number): void {
    const section = this.sections.at(-1);
    const separator = text.search(/[=:]/);
    const key = text.slice(0, Math.max(separator, 0)).trimEnd();
    const value = text.slice(separator + 1).trimStart();
    const shown = shortened(text);
    if (!section) this.diagnostics.push({ line, message: `'${shown}' before the first [section]` });
    else if (key === '') section.diagnostics.push({ line, message: `expected 'key = value', found '${shown}'` });
    else {
      if (key.length + value.length > maxLineLength) section.diagnostics.push(tooLong(shortened(key), line));
      this.entry = { key: key.slice(0, maxLineLength), lines: [value.slice(0, maxLineLength)], line };
    }
  }

  private finishEntry(): void {
    const section = this.sections.at(-1);
    if (this.entry && section) {
      const { key, lines, line } = this.entry;
      const earlier = section.entries.get(key.toLowerCase());
      if (earlier) {
        section.diagnostics.push({ line, message: `duplicate key ${key}: first in line ${earlier.line}` });
      } else {
        section.entries.set(key.toLowerCase(), { key, value: lines.join('\n').trim(), line });
      }
    }
    this.entry = undefined;
  }
}

function tooLong(what: string, line: number): Diagnostic {
  return { line, message: `line of ${what} is longer than ${maxLineLength} characters` };
}

/** Shortens a text for a message. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
