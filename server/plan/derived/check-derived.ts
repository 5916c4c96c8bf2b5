import { maxNesting, referencesOf } from '../formula/formula.ts';
import { parseFormula } from '../formula/parse.ts';
import { nearestName } from '../../names/nearest.ts';
import type { ConfigSection } from '../plan.ts';

/** Why a derived trend cannot be computed. */
export interface DerivedProblem {
  readonly section: ConfigSection;
  readonly message: string;
  readonly suggestion: string | undefined;
}

/** Max. number of suggestions: many unknown names have the same mistake in most cases. */
const maxSuggestions = 10;
/** A way of more trends is not followed to its end: it is longer than is allowed. */
const maxPath = 1_000;

/**
 * Finds the derived trends with an input that there is not, that are derived from themselves, or over too many others. An input that is skipped for
 * a problem of its own is none of the derived trend: it keeps its earlier points. `valid` and `skipped` have the names of configs by subsystem.
 */
export function findDerivedProblems(
  sections: readonly ConfigSection[],
  { valid, skipped }: Readonly<Record<'valid' | 'skipped', ReadonlyMap<string, ReadonlySet<string>>>>,
): DerivedProblem[] {
  const problems = new Map<ConfigSection, DerivedProblem>();
  const inputs = new Map<ConfigSection, readonly string[]>();
  for (const section of sections) {
    const { formula } = section.computation;
    if (!formula) continue;
    const names = referencesOf(parseFormula(formula.expression)).map(({ name }) => name);
    const known = valid.get(section.subsystem) ?? new Set();
    const unknown = names.find((name) => !known.has(name) && !skipped.get(section.subsystem)?.has(name));
    if (unknown === undefined) inputs.set(section, names);
    else {
      const others = problems.size < maxSuggestions ? [...known].filter((name) => name !== section.name) : [];
      const message = `no config named ${unknown} in the subsystem`;
      problems.set(section, { section, message, suggestion: nearestName(unknown, others) });
    }
  }
  for (const { section, message } of findLongWays(inputs))
    problems.set(section, { section, message, suggestion: undefined });
  return [...problems.values()];
}

/** Finds the sections that are on a way back to themselves, or at the beginning of one over too many others. */
function findLongWays(
  inputs: ReadonlyMap<ConfigSection, readonly string[]>,
): { section: ConfigSection; message: string }[] {
  const derived = new Map([...inputs.keys()].map((section) => [`${section.subsystem}/${section.name}`, section]));
  const messages = new Map<ConfigSection, string>();
  const levels = new Map<ConfigSection, number>();
  const levelOf = (section: ConfigSection, path: readonly ConfigSection[]): number => {
    const circle = path.includes(section) ? path.slice(path.indexOf(section)) : [];
    for (const [index, member] of circle.entries()) {
      const way = [...circle.slice(index), ...circle.slice(0, index), member].map(({ name }) => name);
      messages.set(member, `derived from itself: ${way.join(' → ')}`);
    }
    if (circle.length > 0) return 0;
    if (path.length > maxPath) return Infinity;
    const known = levels.get(section);
    if (known !== undefined) return known;
    let level = 1;
    for (const name of inputs.get(section) ?? []) {
      const input = derived.get(`${section.subsystem}/${name}`);
      if (input) level = Math.max(level, 1 + levelOf(input, [...path, section]));
    }
    levels.set(section, level);
    return level;
  };
  for (const section of inputs.keys()) {
    if (levelOf(section, []) > maxNesting && !messages.has(section))
      messages.set(section, `derived over more than ${maxNesting} trends`);
  }
  return [...messages].map(([section, message]) => ({ section, message }));
}
