import { wildcard } from '../names/wildcard.ts';
import { flag, oneLine } from './config.ts';
import type { ConfigFile } from './config-file.ts';
import { type Assignment, combinations, FamilyError, loopsOf, substitute, variablesOf } from './family.ts';
import type { Diagnostic, Entry, IniSection } from './ini.ts';
import { nearestName } from '../names/nearest.ts';
import type { GroupSection } from './plan.ts';
import { familyDiagnostic, loopEntries, unknownKeys } from './section.ts';

const groupKeys = ['title', 'yTitle', 'members', 'correlation'] as const;

/** Maximum number of suggestions per group: many unknown members have the same mistake in most cases. */
const maxSuggestions = 10;

/** Names of the configs of a subsystem that may be members of groups. */
export interface KnownConfigs {
  /** In the order of the files. */
  readonly valid: ReadonlySet<string>;
  /** Configs skipped for a problem that is already reported. */
  readonly skipped: ReadonlySet<string>;
}

/** The groups of a section and its problems. A member that is not a config is skipped and reported. */
export interface ParsedGroup {
  readonly groups: readonly GroupSection[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a `[group:NAME]` section. Each combination of the variables in its name makes a group; the other variables expand its members,
 * which may also contain `*` for any text.
 */
export function readGroup(section: IniSection, file: ConfigFile, known: KnownConfigs): ParsedGroup {
  const { line } = section;
  const name = section.header.slice('group:'.length).trim();
  const members = section.entries.get('members');
  const correlation = section.entries.get('correlation');
  const correlated = flag(correlation?.value);
  const diagnostics: Diagnostic[] = [...section.diagnostics, ...unknownKeys(section, groupKeys)];
  if (name === '') diagnostics.push({ line, message: 'group without a name: expected [group:NAME]' });
  if (!members?.value) diagnostics.push({ line: members?.line ?? line, message: 'members is missing' });
  if (correlated === undefined)
    diagnostics.push({ line: correlation?.line ?? line, message: 'correlation must be yes or no' });
  if (diagnostics.length > 0 || !members || correlated === undefined) return { groups: [], diagnostics };
  try {
    const [title, yTitle] = [section.entries.get('title'), section.entries.get('ytitle')];
    const groups = expandGroups(name, section, file).map(({ assignment, membersOf }): GroupSection => {
      const found = membersOf(members).flatMap((member) => findMembers(member, known, members.line, diagnostics, file));
      const unique = [...new Set(found)];
      if (correlated && unique.length !== 2) {
        diagnostics.push({
          line: correlation?.line ?? line,
          message: `correlation requires 2 members, found ${unique.length}`,
        });
      }
      return {
        subsystem: file.subsystem,
        name: substitute(name, assignment),
        title: oneLine(substitute(title?.value || name, assignment)),
        yTitle: oneLine(substitute(yTitle?.value ?? '', assignment)),
        members: unique,
        correlation: correlated && unique.length === 2,
        file: file.file,
        line,
      };
    });
    return { groups: groups.filter((group) => group.members.length > 0), diagnostics };
  } catch (error) {
    return { groups: [], diagnostics: [familyDiagnostic(error, line)] };
  }
}

/** Expands a section to its groups: the values of the variables of each, and a function that expands its members. */
function expandGroups(
  name: string,
  section: IniSection,
  { loops: defaults, expansion }: ConfigFile,
): { assignment: Assignment; membersOf: (members: Entry) => string[] }[] {
  const texts = [...section.entries.values()].filter(({ key }) => groupKeys.some((known) => sameKey(known, key)));
  const loops = loopsOf(loopEntries(section), [{ value: name, line: section.line }, ...texts], defaults, expansion);
  const characters = texts.reduce((sum, { value }) => sum + value.length, name.length);
  combinations(loops, expansion, characters); // throws if groups and members together are too many
  const naming = new Set(variablesOf(name));
  const outer = loops.filter(({ names }) => names.some((variable) => naming.has(variable)));
  const inner = loops.filter((loop) => !outer.includes(loop));
  for (const { key, value, line } of texts) {
    if (sameKey('members', key)) continue;
    const inMembersOnly = variablesOf(value).find((variable) => inner.some(({ names }) => names.includes(variable)));
    if (inMembersOnly !== undefined) {
      const message = `${key} uses \${${inMembersOnly}}, but the group name does not: all its values share one group`;
      throw new FamilyError(message, { line });
    }
  }
  return combinations(outer).map((assignment) => ({
    assignment,
    membersOf: ({ value }) =>
      value.split('\n').flatMap((text) => {
        const used = new Set(variablesOf(text));
        const running = inner.filter(({ names }) => names.some((variable) => used.has(variable)));
        return combinations(running).map((more) => substitute(text, new Map([...assignment, ...more])));
      }),
  }));
}

function sameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function findMembers(
  member: string,
  known: KnownConfigs,
  line: number,
  diagnostics: Diagnostic[],
  { expansion }: ConfigFile,
): string[] {
  if (known.valid.has(member)) return [member];
  if (known.skipped.has(member)) return [];
  expansion?.add(known.valid.size); // compared with each
  const matches = wildcard(member);
  const matching = member.includes('*') ? [...known.valid].filter((config) => matches(config)) : [];
  if (matching.length === 0) {
    const isSearched = !member.includes('*') && diagnostics.length < maxSuggestions;
    const suggestion = isSearched ? nearestName(member, [...known.valid]) : undefined;
    diagnostics.push({ line, message: `no config named ${member} in the subsystem`, suggestion });
  }
  return matching;
}
