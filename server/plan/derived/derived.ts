import { impossibleCorrelation, readCorrelation } from '../formula/correlation.ts';
import { inputsOf, referencesOf, type Term } from '../formula/formula.ts';
import { FormulaError, normalizeFormula, parseFormula } from '../formula/parse.ts';
import { oneLine } from '../config.ts';
import type { ConfigFile } from '../config-file.ts';
import { substitute } from '../family.ts';
import { readGuidance } from '../guidance.ts';
import type { Diagnostic, Entry, IniSection } from '../ini.ts';
import { withoutScope } from '../limits/limits.ts';
import { derivedKeys, lineOf, type Member, textOf } from '../member.ts';
import type { ConfigSection } from '../plan.ts';
import {
  expandMembers,
  familyDiagnostic,
  loopEntries,
  type ParsedPlot,
  readMembers,
  swallowedKeys,
  unknownKeys,
  withDefaults,
} from '../section.ts';

/**
 * Reads a `[derived:NAME]` section: one derived trend, or all members of a family. In its expression, `${word}` is the value of a variable where
 * there is one of this name, and otherwise a trend; variables are replaced first, also within the name of a trend. Whether the trends exist is
 * checked when all files have been read.
 */
export function readDerived(section: IniSection, file: ConfigFile): ParsedPlot {
  const { header, line } = section;
  const name = header.slice('derived:'.length).trim();
  const own = section.entries.get('expression');
  const diagnostics: Diagnostic[] = [
    ...section.diagnostics,
    ...unknownKeys(section, derivedKeys),
    ...swallowedKeys(section, derivedKeys),
  ];
  if (name === '')
    return { diagnostics: [{ line, message: 'derived trend without a name: expected [derived:NAME]' }], names: [] };
  const known = new Set<string>(derivedKeys.map((key) => key.toLowerCase()));
  // [defaults] has keys of plots, too.
  const entries = new Map(
    [...withDefaults(section, file)].filter(([key]) => section.entries.has(key) || known.has(withoutScope(key))),
  );
  for (const key of ['expression', 'yTitle']) {
    const entry = entries.get(key.toLowerCase());
    if (entry === undefined || entry.value === '')
      diagnostics.push({ line: entry?.line ?? line, message: `${key} is missing` });
  }
  let members: Member[] = [];
  try {
    const expanded = own ? new Map([...entries, ['expression', variablesIn(own, section, file)]]) : entries;
    members = expandMembers(name, section, expanded, file).map((member) => ({ ...member, entries }));
  } catch (error) {
    diagnostics.push(familyDiagnostic(error, line));
  }
  if (diagnostics.length > 0) return { diagnostics, names: members.map((member) => member.name) };
  return readMembers(members, (member) => readMember(member, file));
}

/** The expression with its variables, but without the braces of trends. */
function variablesIn(expression: Entry, section: IniSection, { loops }: ConfigFile): Entry {
  const own = loopEntries(section).flatMap(({ key }) => loopNames(key));
  const defined = new Set([...own, ...loops.flatMap(({ names }) => names)]);
  const value = expression.value.replaceAll(/\$\{([^{}\n]{0,100})\}/g, (whole, name: string) =>
    defined.has(name.trim().toLowerCase()) ? whole : name,
  );
  return { ...expression, value };
}

function loopNames(key: string): string[] {
  return key
    .slice('for.'.length)
    .split('|')
    .map((name) => name.trim().toLowerCase());
}

function readMember(member: Member, { subsystem, file, quantities }: ConfigFile): ConfigSection | Diagnostic {
  const { name, line } = member;
  const formula = readFormula(member, quantities);
  if ('message' in formula) return formula;
  const guidance = readGuidance(member);
  if ('message' in guidance) return guidance;
  return {
    subsystem,
    name,
    title: oneLine(textOf(member, 'plotTitle') ?? name),
    yTitle: oneLine(textOf(member, 'yTitle') ?? ''),
    computation: { metric: formula.expression, metricRevision: 1, paths: { main: [] }, formula },
    guidance,
    file,
    line,
  };
}

function readFormula(
  member: Member,
  quantities: readonly string[],
): { expression: string; correlation: number | 'same data' } | Diagnostic {
  const line = lineOf(member, 'expression');
  const text = substitute(member.entries.get('expression')?.value ?? '', member.assignment);
  const written = textOf(member, 'correlation');
  const correlation = readCorrelation(written);
  if (correlation === undefined) {
    const message = `correlation '${written}' is not none, same data or a number from -1 to 1`;
    return { line: lineOf(member, 'correlation'), message };
  }
  let term: Term;
  try {
    term = parseFormula(text, quantities);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { line, message: error.message, suggestion: error.suggestion };
  }
  const references = referencesOf(term);
  if (!references.some(({ processing }) => processing === null)) {
    const quantities = inputsOf(term).length === 0 ? '' : ' of its own dataset';
    return { line, message: `the expression has no trend${quantities}: write at least one as \${NAME}` };
  }
  const impossible = impossibleCorrelation(correlation, references.length);
  if (impossible !== undefined) return { line: lineOf(member, 'correlation'), message: impossible };
  return { expression: normalizeFormula(text), correlation };
}
