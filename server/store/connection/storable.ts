/**
 * A value as JSON text that PostgreSQL stores as jsonb: NUL and unpaired surrogates, which it refuses, are replaced by U+FFFD. JSON.stringify
 * writes surrogates as escapes only where they are unpaired.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value).replace(/\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '\\ufffd');
}

/** A text as PostgreSQL stores it: NUL, which it refuses, is replaced by U+FFFD. */
export function toText(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
