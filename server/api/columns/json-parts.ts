/** The JSON of results with columns, in parts: nothing of a column is written until its turn (README.md). */
import { createHash } from 'node:crypto';
import { Column } from '../../store/columns/trend-columns.ts';

/** Consecutive parts of a JSON text: texts, and columns that are not written yet. */
export type JsonParts = readonly (string | Column<unknown>)[];

/** Divides the JSON of a value, and a line end after it, at its columns. */
export function jsonParts(value: unknown): JsonParts {
  const writer = new PartsWriter();
  writer.add(value);
  return writer.end();
}

class PartsWriter {
  private readonly parts: (string | Column<unknown>)[] = [];
  private text = '';

  add(value: unknown): void {
    if (value instanceof Column) this.parts.push(this.takeText(), value);
    else if (typeof value !== 'object' || value === null || 'toJSON' in value)
      this.text += JSON.stringify(value) ?? 'null';
    else if (Array.isArray(value)) {
      this.text += '[';
      for (const [index, item] of value.entries()) {
        if (index > 0) this.text += ',';
        this.add(item);
      }
      this.text += ']';
    } else {
      this.text += '{';
      let separator = '';
      for (const [name, item] of Object.entries(value)) {
        if (item === undefined) continue;
        this.text += `${separator}${JSON.stringify(name)}:`;
        this.add(item);
        separator = ',';
      }
      this.text += '}';
    }
  }

  end(): JsonParts {
    this.parts.push(`${this.takeText()}\n`);
    return this.parts;
  }

  private takeText(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

/** The ETag of a result. It is made of the versions of columns, so that their lists are not needed. */
export function etagOf(parts: JsonParts): string {
  // A NUL is in no JSON text and in no version.
  const identity = parts.map((part) => (typeof part === 'string' ? part : part.version)).join('\0');
  return `W/"${createHash('sha1').update(identity).digest('base64url')}"`;
}

/** The JSON text in pieces of at least `minLength` characters, but the last. */
export function* jsonPieces(parts: JsonParts, minLength: number): Generator<string, void> {
  let texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    const text = typeof part === 'string' ? part : part.json;
    texts.push(text);
    length += text.length;
    if (length < minLength) continue;
    yield texts.join('');
    texts = [];
    length = 0;
  }
  if (length > 0) yield texts.join('');
}
