import { wildcard } from '../names/wildcard.ts';
import { flag, oneLine } from './config.ts';
import type { ConfigFile } from './config-file.ts';
import { type Assignment, combinations, FamilyError, loopsOf, substitute, variablesOf } from './family.ts';
import type { Entry, IniSection } from './ini.ts';
import { nearestName } from '../names/nearest.ts';
import type { GroupSection } from './plan.ts';
import type { Wrong } from './problem.ts';
import { loopEntries, unknownKeys, wrongFamily } from './section.ts';

const groupKeys = ['title', 'yTitle', 'members', 'correlation'] as const;

/** Members of a group that a near name is looked for; one that is wrong often is wrong in the same way. */
const suggestions = 10;

/** What groups may name. */
export interface Nameable {
  /** The subsystem's configs, in the order of the files. */
  readonly configs: ReadonlySet<string>;
  /** Those that are left out for a reason already told. */
  readonly leftOut: ReadonlySet<string>;
}

/** What reading a `[group:NAME]` gave: its groups, and what is wrong. A group goes on without a member that is no config. */
export interface ReadGroup {
  readonly groups: readonly GroupSection[];
  readonly wrong: readonly Wrong[];
}

/**
 * Reads a `[group:NAME]`. Variables that its name uses make a group for each of their values; the others run through the members, which may
 * also have `*` for any text.
 */
export function readGroup(section: IniSection, file: ConfigFile, nameable: Nameable): ReadGroup {
  const { line } = section;
  const name = section.header.slice('group:'.length).trim();
  const members = section.entries.get('members');
  const correlation = section.entries.get('correlation');
  const correlated = flag(correlation?.value);
  const wrong: Wrong[] = [...section.faults, ...unknownKeys(section, groupKeys)];
  if (name === '') wrong.push({ line, message: 'the group has no name: [group:NAME]' });
  if (!members?.value) wrong.push({ line: members?.line ?? line, message: 'members is missing' });
  if (correlated === undefined) wrong.push({ line: correlation?.line ?? line, message: 'correlation is yes or no' });
  if (wrong.length > 0 || !members || correlated === undefined) return { groups: [], wrong };
  try {
    const [title, yTitle] = [section.entries.get('title'), section.entries.get('ytitle')];
    const groups = expandGroups(name, section, file).map(({ assignment, membersOf }): GroupSection => {
      const found = membersOf(members).flatMap((member) => findMembers(member, nameable, members.line, wrong));
      const unique = [...new Set(found)];
      if (correlated && unique.length !== 2) {
        wrong.push({
          line: correlation?.line ?? line,
          message: `correlation is of two members, not of ${unique.length}`,
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
    return { groups: groups.filter((group) => group.members.length > 0), wrong };
  } catch (error) {
    return { groups: [], wrong: [wrongFamily(error, line)] };
  }
}

/** The groups that a section stands for: what its variables are in each, and how a group's members are written out. */
function expandGroups(
  name: string,
  section: IniSection,
  { loops: defaults }: ConfigFile,
): { assignment: Assignment; membersOf: (members: Entry) => string[] }[] {
  const texts = [...section.entries.values()].filter(({ key }) => groupKeys.some((known) => sameKey(known, key)));
  const loops = loopsOf(loopEntries(section), [{ value: name, line: section.line }, ...texts], defaults);
  combinations(loops); // none too many, groups and members taken together
  const naming = new Set(variablesOf(name));
  const outer = loops.filter(({ names }) => names.some((variable) => naming.has(variable)));
  const inner = loops.filter((loop) => !outer.includes(loop));
  for (const { key, value, line } of texts) {
    if (sameKey('members', key)) continue;
    const only = variablesOf(value).find((variable) => inner.some(({ names }) => names.includes(variable)));
    if (only !== undefined) {
      throw new FamilyError(
        `${key} uses \${${only}}, which the group's name does not: there is one group for all of them`,
        {
          line,
        },
      );
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

function findMembers(member: string, { configs, leftOut }: Nameable, line: number, wrong: Wrong[]): string[] {
  if (configs.has(member)) return [member];
  if (leftOut.has(member)) return [];
  const matches = wildcard(member);
  const matching = member.includes('*') ? [...configs].filter((config) => matches(config)) : [];
  if (matching.length === 0) {
    const isSearched = !member.includes('*') && wrong.length < suggestions;
    const suggestion = isSearched ? nearestName(member, [...configs]) : undefined;
    wrong.push({ line, message: `no config of the subsystem is named ${member}`, suggestion });
  }
  return matching;
}
