/** Which columns of Run Registry certify which subsystem: `run-registry.ini`. */
import { nearestName } from '../../names/nearest.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';

/** The columns by subsystem, and the problems of the file. A section with a problem has no columns. */
export interface FlagColumns {
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly ReportedProblem[];
}

/** Reads `run-registry.ini`. In that of the installation, a section of none of `subsystems` is a problem; default: not checked. */
export async function readFlagColumns(
  configFolders: readonly string[],
  subsystems?: readonly string[],
): Promise<FlagColumns> {
  return parseFlagColumns(await readRuleFile(configFolders, 'run-registry.ini'), subsystems);
}

/** Reads the sections: `[Tracker]` with `columns = tracker-strip, tracker-pixel`. */
export function parseFlagColumns(
  { file, isDefault, sections, problems: found }: RuleFile,
  subsystems?: readonly string[],
): FlagColumns {
  const columns = new Map<string, readonly string[]>();
  const problems: ReportedProblem[] = [...found];
  for (const { header, line, entries, diagnostics } of sections) {
    const report = (problem: Omit<ReportedProblem, 'file'>): void =>
      void problems.push({ file, names: [header], ...problem });
    if (diagnostics.length > 0) continue;
    const unknown = [...entries.values()].find(({ key }) => key.toLowerCase() !== 'columns');
    const entry = entries.get('columns');
    const names = (entry?.value ?? '').split(/[,\s]+/).filter((name) => name !== '');
    const invalid = names.find((name) => !/^[a-z0-9]+-\w+$/.test(name));
    if (unknown)
      report({
        line: unknown.line,
        message: `unknown key ${unknown.key}`,
        suggestion: nearestName(unknown.key, ['columns']),
      });
    else if (names.length === 0) report({ line: entry?.line ?? line, message: `[${header}] names no columns` });
    else if (invalid !== undefined)
      report({
        line: entry?.line ?? line,
        message: `'${invalid}' is no column of Run Registry: expected workspace-column, such as tracker-strip`,
      });
    else if (subsystems && !isDefault && !subsystems.includes(header))
      report({
        line,
        message: `no config has the subsystem ${header}`,
        suggestion: nearestName(header, [...subsystems]),
      });
    else if (columns.has(header)) report({ line, message: `duplicate section [${header}]` });
    else columns.set(header, [...new Set(names)]);
  }
  return { columns, problems };
}
