import { replaceInLine } from '../../../config-text/edit-text.ts';

/**
 * Replaces the word of a line for which a problem suggests another one: of the words that the message names, the most similar. Undefined where
 * the message names no word of the line.
 */
export function replaceSuggested(
  text: string,
  {
    line,
    message,
    suggestion,
  }: { readonly line: number; readonly message: string; readonly suggestion: string | null },
): string | undefined {
  if (suggestion === null) return undefined;
  const content = text.split(/\r\n|\n|\r/)[line - 1] ?? '';
  const named = new Set(wordsOf(message));
  const [word] = wordsOf(content)
    .filter((each) => named.has(each) && each !== suggestion)
    .toSorted((a, b) => similarity(b, suggestion) - similarity(a, suggestion));
  return word === undefined ? undefined : replaceInLine(text, line, word, suggestion);
}

const wordsOf = (text: string): string[] =>
  text.split(/[\s'"=:,()[\]{}]+/).flatMap((word) => word.replace(/\.+$/, '') || []);

/** Characters that two words have in common at their beginning and at their end. */
function similarity(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < length && a[start] === b[start]) start += 1;
  while (end < length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return start + end;
}
