import { readConfig } from './config.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { combinations, FamilyError, isLoop, loopsOf, substitute } from './family.ts';
import type { Diagnostic, Entry, IniSection } from './ini.ts';
import { withoutScope } from './limits/limits.ts';
import { type Member, plotKeys } from './member.ts';
import { nearestName } from '../names/nearest.ts';
import type { ConfigSection } from './plan.ts';

/** The configs of a section; or its problems with the names of the configs that it would have defined. */
export type ParsedPlot =
  | { readonly configs: readonly ConfigSection[] }
  | { readonly diagnostics: readonly Diagnostic[]; readonly names: readonly string[] };

/** Reads a `[plot:NAME]` section: one config, or all members of a family. A problem of one member skips the whole section. */
export function readPlot(section: IniSection, file: ConfigFile, metrics: KnownMetrics): ParsedPlot {
  const { header, line } = section;
  const name = /^plot:\s*(.*)$/.exec(header)?.[1] ?? '';
  if (name === '') return { diagnostics: [invalidHeader(section)], names: [] };
  const diagnostics: Diagnostic[] = [
    ...section.diagnostics,
    ...unknownKeys(section, plotKeys),
    ...swallowedKeys(section, plotKeys),
  ];
  const entries = withDefaults(section, file);
  for (const key of ['metric', 'relativePath', 'yTitle']) {
    const entry = entries.get(key.toLowerCase());
    if (entry === undefined || entry.value === '')
      diagnostics.push({ line: entry?.line ?? line, message: `${key} is missing` });
  }
  let members: Member[] = [];
  try {
    members = expandMembers(name, section, entries, file);
  } catch (error) {
    diagnostics.push(familyDiagnostic(error, line));
  }
  const names = members.map((member) => member.name);
  if (diagnostics.length > 0) return { diagnostics, names };
  return readMembers(members, (member) => readConfig(member, file, metrics));
}

/** The configs of the members of a section; a problem of one of them is the problem of all. */
export function readMembers(
  members: readonly Member[],
  read: (member: Member) => ConfigSection | Diagnostic,
): ParsedPlot {
  const configs: ConfigSection[] = [];
  let first: { name: string; diagnostic: Diagnostic } | undefined;
  for (const member of members) {
    const config = read(member);
    if ('message' in config) first ??= { name: member.name, diagnostic: config };
    else configs.push(config);
  }
  if (first === undefined) return { configs };
  const { message } = first.diagnostic;
  return {
    diagnostics: [{ ...first.diagnostic, message: configs.length > 0 ? `${first.name}: ${message}` : message }],
    names: members.map(({ name }) => name),
  };
}

/** Expands the variables of a section: a member for each combination of their values. Throws a FamilyError. */
export function expandMembers(
  name: string,
  section: IniSection,
  entries: ReadonlyMap<string, Entry>,
  { loops: defaults, expansion }: ConfigFile,
): Member[] {
  const { line } = section;
  const texts = [...entries].filter(([key]) => !isLoop(key)).map(([, entry]) => entry);
  const loops = loopsOf(loopEntries(section), [{ value: name, line }, ...texts], defaults, expansion);
  const characters = texts.reduce((sum, { value }) => sum + value.length, name.length);
  const members = combinations(loops, expansion, characters).map((assignment) => ({
    name: substitute(name, assignment),
    assignment,
    entries,
    line,
  }));
  const seen = new Set<string>();
  for (const member of members) {
    if (seen.has(member.name)) {
      throw new FamilyError(`duplicate member name ${member.name}: use all variables in the name`, { line });
    }
    seen.add(member.name);
  }
  return members;
}

/** Returns the `for.…` entries of a section. */
export function loopEntries({ entries }: IniSection): Entry[] {
  return [...entries].filter(([key]) => isLoop(key)).map(([, entry]) => entry);
}

/** Merges the entries of `[defaults]` and the section, without loops. */
export function withDefaults({ entries }: IniSection, { defaults }: ConfigFile): ReadonlyMap<string, Entry> {
  return new Map([...(defaults?.entries ?? []), ...entries].filter(([key]) => !isLoop(key)));
}

/** Reports keys that are not allowed in a section. */
export function unknownKeys({ entries, header }: IniSection, known: readonly string[]): Diagnostic[] {
  const lower = new Set(known.map((key) => key.toLowerCase()));
  return [...entries]
    .filter(([key]) => !lower.has(withoutScope(key)) && !isLoop(key))
    .map(([, { key, line }]) => ({
      line,
      message: `unknown key ${key} in [${header.split(':')[0] ?? ''}]`,
      suggestion: nearestName(key, known),
    }));
}

/** Reports keys that are indented and therefore continue the value before them. */
export function swallowedKeys({ entries }: IniSection, known: readonly string[]): Diagnostic[] {
  const lower = new Set<string>(known.map((key) => key.toLowerCase()));
  return [...entries.values()].flatMap(({ key, value, line }) => {
    const swallowed = value
      .split('\n')
      .slice(1)
      .find((text) => lower.has(withoutScope((/^([\w.]+)\s*[=:]/.exec(text)?.[1] ?? '').toLowerCase())));
    return swallowed === undefined
      ? []
      : {
          line,
          message: `'${swallowed}' is indented, so it continues the value of ${key}: remove the indentation`,
        };
  });
}

function invalidHeader({ header, line, diagnostics: [first] }: IniSection): Diagnostic {
  if (first) return first;
  const [kind = ''] = header.split(':');
  const nearest = nearestName(kind, ['plot', 'derived', 'group', 'limits', 'defaults']);
  const suggestion = nearest === 'defaults' ? '[defaults]' : nearest && `[${nearest}:NAME]`;
  const message = `unknown section [${header}]: expected [plot:NAME], [derived:NAME], [group:NAME], [limits:NAME] or [defaults]`;
  return { line, message, suggestion };
}

/** Converts a FamilyError to a diagnostic; rethrows any other error. */
export function familyDiagnostic(error: unknown, line: number): Diagnostic {
  if (!(error instanceof FamilyError)) throw error;
  return { line: error.line ?? line, message: error.message, suggestion: error.suggestion };
}
