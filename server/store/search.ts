import { SelectionError } from './runs/selection-error.ts';

/** Max. length of a search in characters, and max. number of its words. */
export const searchLimits = { length: 500, words: 20 } as const;

/**
 * Patterns for `searchCondition`, one for each word of a search; null if it has none. Throws a SelectionError where the search is too long: the
 * database compares each word with the text of each row.
 */
export function searchPatterns(search: string | null | undefined): string[] | null {
  const text = search?.trim() ?? '';
  if (text.length > searchLimits.length)
    throw new SelectionError(`the search has more than ${searchLimits.length} characters: shorten it`);
  const words = new Set(text.toLowerCase().split(/\s+/));
  words.delete('');
  if (words.size > searchLimits.words)
    throw new SelectionError(`the search has more than ${searchLimits.words} words: leave some out`);
  return words.size === 0 ? null : [...words].map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}

/** SQL condition: these columns contain all words of a search; `parameter` stands for its patterns. */
export function searchCondition(parameter: string, ...columns: readonly string[]): string {
  return `(${parameter}::text[] IS NULL OR lower(concat_ws(' ', ${columns.join(', ')})) LIKE ALL (${parameter}::text[]))`;
}
