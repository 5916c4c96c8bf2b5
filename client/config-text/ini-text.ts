/** A `key = value` of a text. Lines count from 1. */
export interface TextEntry {
  /** As written. */
  readonly key: string;
  /** Its lines, trimmed and joined by newlines. */
  readonly value: string;
  readonly line: number;
  /** The last line that continues the value. */
  readonly endLine: number;
}

/** A section of a text, up to the line before the next header. Lines count from 1. */
export interface TextSection {
  /** What is between the brackets, e.g. `plot:NAME`. */
  readonly header: string;
  readonly kind: string;
  /** Empty where the header has none. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly entries: readonly TextEntry[];
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Finds the sections of a text and the lines of their entries, so that these can be replaced. The rules are those of the server's parser
 * (docs/configs.md), which also reports what is not valid; lines without a key are in no entry.
 */
export function sectionsOf(text: string): TextSection[] {
  const sections: (Writable<TextSection> & { entries: Writable<TextEntry>[] })[] = [];
  let entry: Writable<TextEntry> | undefined;
  let indent = 0;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    const [content, line] = [raw.trim(), index + 1];
    if (isComment(content)) continue;
    const depth = raw.length - raw.trimStart().length;
    if (entry && depth > indent) {
      entry.value = `${entry.value}\n${content}`.trim();
      entry.endLine = line;
      continue;
    }
    indent = depth;
    entry = undefined;
    const section = sections.at(-1);
    if (content.startsWith('[')) {
      if (section) section.endLine = line - 1;
      const header = (/^\[(.*)\]/.exec(content)?.[1] ?? content.slice(1)).trim();
      const [kind = '', ...rest] = header.split(':');
      sections.push({ header, kind, name: rest.join(':').trim(), line, endLine: lines.length, entries: [] });
      continue;
    }
    const separator = content.search(/[=:]/);
    const key = content.slice(0, Math.max(separator, 0)).trimEnd();
    if (!section || key === '') continue;
    entry = { key, value: content.slice(separator + 1).trim(), line, endLine: line };
    section.entries.push(entry);
  }
  return sections;
}

const isComment = (content: string): boolean => content === '' || content.startsWith('#') || content.startsWith(';');

/** The section that contains a line; the first one for a line before it. */
export function sectionAt(sections: readonly TextSection[], line: number): TextSection | undefined {
  return sections.findLast((section) => section.line <= line) ?? sections[0];
}

/** The value of a key in a section, case-insensitively; empty where it is missing. Of several, the first counts. */
export function valueOf(section: TextSection, key: string): string {
  return entryOf(section, key)?.value ?? '';
}

/** The entry of a key in a section, case-insensitively. */
export function entryOf({ entries }: TextSection, key: string): TextEntry | undefined {
  return entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase());
}
