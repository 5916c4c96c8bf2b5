import { wildcard } from '../wildcard.ts';
import type { ConfigFile } from './configs.ts';
import { combinations, FamilyError, substitute, variablesOf } from './family.ts';
import type { IniSection } from './ini.ts';
import { nearest } from './near.ts';
import type { GroupSection } from './plan.ts';
import { type Complain, flag, readVariables } from './section.ts';

const groupKeys = ['title', 'yTitle', 'members', 'correlation'] as const;
const known = new Set<string>(groupKeys.map((key) => key.toLowerCase()));

/**
 * Reads a `[group:NAME]`. Variables that its name or title uses make a group for each of their values; the others run through the members.
 * A member may have `*` for any text. A member that is no config is a problem, and the group goes on without it.
 */
export function readGroups(
  section: IniSection,
  { subsystem, file }: ConfigFile,
  configs: readonly string[],
  complain: Complain,
): GroupSection[] {
  const name = section.header.slice('group:'.length).trim();
  let sound = section.faults.length === 0;
  for (const { line, message } of section.faults) complain(line, message);
  for (const [key, entry] of section.entries) {
    if (known.has(key) || key.startsWith('for.')) continue;
    const near = nearest(entry.key, [...groupKeys]);
    complain(entry.line, `unknown key ${entry.key}`, near === undefined ? {} : { suggestion: near });
    sound = false;
  }
  const members = section.entries.get('members');
  const correlation = flag(section.entries.get('correlation')?.value);
  if (name === '' || members === undefined || members.value === '' || correlation === undefined) {
    complain(section.line, `[${section.header}] needs a name, members and, if given, correlation = yes or no`);
    sound = false;
  }
  if (!sound || members === undefined || correlation === undefined) return [];
  try {
    const variables = readVariables(section, name, section.entries);
    const title = section.entries.get('title')?.value ?? name;
    const naming = new Set([...variablesOf(name), ...variablesOf(title)]);
    const outer = new Map([...variables].filter(([variable]) => naming.has(variable)));
    const inner = new Map([...variables].filter(([variable]) => !naming.has(variable)));
    return combinations(outer).flatMap((assignment) => {
      const wanted = members.value.split('\n').flatMap((line) => {
        const running = new Map([...inner].filter(([variable]) => variablesOf(line).includes(variable)));
        return combinations(running).map((more) => substitute(line.trim(), new Map([...assignment, ...more])));
      });
      const found = wanted.flatMap((member) => expandMember(member, configs, members.line, complain));
      return found.length === 0
        ? []
        : {
            subsystem,
            name: substitute(name, assignment),
            title: substitute(title, assignment),
            yTitle: substitute(section.entries.get('ytitle')?.value ?? '', assignment),
            members: [...new Set(found)],
            correlation,
            file,
            line: section.line,
          };
    });
  } catch (error) {
    if (!(error instanceof FamilyError)) throw error;
    complain(section.line, `[${section.header}]: ${error.message}`);
    return [];
  }
}

function expandMember(member: string, configs: readonly string[], line: number, complain: Complain): string[] {
  if (member === '') return [];
  if (member.includes('*')) {
    const pattern = wildcard(member);
    const matching = configs.filter((config) => pattern.test(config));
    if (matching.length === 0) complain(line, `no config of the subsystem is named ${member}`);
    return matching;
  }
  if (configs.includes(member)) return [member];
  const near = nearest(member, configs);
  complain(line, `no config of the subsystem is named ${member}`, near === undefined ? {} : { suggestion: near });
  return [];
}
