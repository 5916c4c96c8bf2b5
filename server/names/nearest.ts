import { closest, distance } from 'fastest-levenshtein';

/** Returns the candidate closest to a mistyped word by edit distance; undefined if none is close. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lower = word.toLowerCase();
  const same = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (same !== undefined) return same;
  const best = closest(word, candidates);
  return isNear(word, distance(word, best)) ? best : undefined;
}

/** Returns up to `max` candidates close to a mistyped word by edit distance, the closest first. */
export function nearestNames(word: string, candidates: readonly string[], max: number): string[] {
  return candidates
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .filter(({ edits }) => isNear(word, edits))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

function isNear(word: string, edits: number): boolean {
  return edits <= Math.max(2, Math.floor(word.length / 3));
}
