import { plotKeys, readConfig, type Written } from './config.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { combinations, FamilyError, isLoop, loopsOf, substitute } from './family.ts';
import type { Entry, IniSection } from './ini.ts';
import { nearestName } from '../names/nearest.ts';
import type { ConfigSection } from './plan.ts';
import type { Wrong } from './problem.ts';

/** What reading a section gave: its configs, or all that is wrong and the names that it would have defined. */
export type ReadSection =
  | { readonly configs: readonly ConfigSection[] }
  | { readonly wrong: readonly Wrong[]; readonly names: readonly string[] };

/** Reads a `[plot:NAME]` section: one config, or all members of a family. One thing wrong leaves the whole section out. */
export function readPlot(section: IniSection, file: ConfigFile, metrics: KnownMetrics): ReadSection {
  const { header, line } = section;
  const name = /^plot:\s*(.*)$/.exec(header)?.[1] ?? '';
  if (name === '') return { wrong: [wrongHeader(section)], names: [] };
  const wrong: Wrong[] = [...section.faults, ...unknownKeys(section, plotKeys), ...swallowedKeys(section)];
  const entries = withDefaults(section, file);
  for (const key of ['metric', 'relativePath', 'yTitle']) {
    const entry = entries.get(key.toLowerCase());
    if (entry === undefined || entry.value === '')
      wrong.push({ line: entry?.line ?? line, message: `${key} is missing` });
  }
  let members: Written[] = [];
  try {
    members = expandMembers(name, section, entries, file);
  } catch (error) {
    wrong.push(wrongFamily(error, line));
  }
  const names = members.map((member) => member.name);
  if (wrong.length > 0) return { wrong, names };
  const configs: ConfigSection[] = [];
  const unsound: { name: string; wrong: Wrong }[] = [];
  for (const member of members) {
    const read = readConfig(member, file, metrics);
    if ('message' in read) unsound.push({ name: member.name, wrong: read });
    else configs.push(read);
  }
  const [first] = unsound;
  if (first === undefined) return { configs };
  const message = configs.length > 0 ? `${first.name}: ${first.wrong.message}` : first.wrong.message;
  return { wrong: [{ ...first.wrong, message }], names };
}

function expandMembers(
  name: string,
  section: IniSection,
  entries: ReadonlyMap<string, Entry>,
  { loops: defaults }: ConfigFile,
): Written[] {
  const { line } = section;
  const loops = loopsOf(loopEntries(section), [{ value: name, line }, ...entries.values()], defaults);
  const members = combinations(loops).map((assignment) => ({
    name: substitute(name, assignment),
    assignment,
    entries,
    line,
  }));
  const seen = new Set<string>();
  for (const member of members) {
    if (seen.has(member.name)) {
      throw new FamilyError(`several members would be named ${member.name}: the name needs the variables`, { line });
    }
    seen.add(member.name);
  }
  return members;
}

/** The `for.…` entries of a section. */
export function loopEntries({ entries }: IniSection): Entry[] {
  return [...entries].filter(([key]) => isLoop(key)).map(([, entry]) => entry);
}

/** What `[defaults]` and the section say together, but for variables. */
function withDefaults({ entries }: IniSection, { defaults }: ConfigFile): ReadonlyMap<string, Entry> {
  return new Map([...(defaults?.entries ?? []), ...entries].filter(([key]) => !isLoop(key)));
}

/** Keys that a section cannot have. */
export function unknownKeys({ entries, header }: IniSection, known: readonly string[]): Wrong[] {
  const lower = new Set(known.map((key) => key.toLowerCase()));
  return [...entries]
    .filter(([key]) => !lower.has(key) && !isLoop(key))
    .map(([, { key, line }]) => ({
      line,
      message: `[${header.split(':')[0] ?? ''}] has no key ${key}`,
      suggestion: nearestName(key, known),
    }));
}

/** Keys that are indented, and so continue the value before them. */
function swallowedKeys({ entries }: IniSection): Wrong[] {
  const lower = new Set<string>(plotKeys.map((key) => key.toLowerCase()));
  return [...entries.values()].flatMap(({ key, value, line }) => {
    const swallowed = value
      .split('\n')
      .slice(1)
      .find((text) => lower.has((/^(\w+)\s*[=:]/.exec(text)?.[1] ?? '').toLowerCase()));
    return swallowed === undefined
      ? []
      : {
          line,
          message: `'${swallowed}' is indented and so continues the value of ${key}: begin it where ${key} begins`,
        };
  });
}

function wrongHeader({ header, line, faults: [fault] }: IniSection): Wrong {
  if (fault) return fault;
  const [kind = ''] = header.split(':');
  const meant = nearestName(kind, ['plot', 'group', 'defaults']);
  const suggestion = meant === 'defaults' ? '[defaults]' : meant && `[${meant}:NAME]`;
  return { line, message: `[${header}] is neither [plot:NAME], [group:NAME] nor [defaults]`, suggestion };
}

/** What is wrong with a family's variables; throws what is no FamilyError. */
export function wrongFamily(error: unknown, line: number): Wrong {
  if (!(error instanceof FamilyError)) throw error;
  return { line: error.line ?? line, message: error.message, suggestion: error.suggestion };
}
