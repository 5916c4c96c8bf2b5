/** Which run histograms of a subsystem are compared with: `reference-runs.ini`. */
import { nearestName } from '../../names/nearest.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';

/** The pinned runs by subsystem, and the problems of the file. A section with a problem pins no run. */
export interface ReferenceRuns {
  readonly runs: ReadonlyMap<string, number>;
  readonly problems: readonly ReportedProblem[];
}

/** Reads `reference-runs.ini`. A section of none of `subsystems` is a problem; default: not checked. */
export async function readReferenceRuns(
  configFolders: readonly string[],
  subsystems?: readonly string[],
): Promise<ReferenceRuns> {
  return parseReferenceRuns(await readRuleFile(configFolders, 'reference-runs.ini'), subsystems);
}

/** Reads the sections: `[Tracker]` with `run = 367102`. */
export function parseReferenceRuns(
  { file, sections, problems: found }: RuleFile,
  subsystems?: readonly string[],
): ReferenceRuns {
  const runs = new Map<string, number>();
  const problems: ReportedProblem[] = [...found];
  for (const { header, line, entries, diagnostics } of sections) {
    const report = (problem: Omit<ReportedProblem, 'file'>): void =>
      void problems.push({ file, names: [header], ...problem });
    if (diagnostics.length > 0) continue;
    const unknown = [...entries.values()].find(({ key }) => key.toLowerCase() !== 'run');
    const entry = entries.get('run');
    if (unknown)
      report({
        line: unknown.line,
        message: `unknown key ${unknown.key}`,
        suggestion: nearestName(unknown.key, ['run']),
      });
    else if (!entry) report({ line, message: `[${header}] has no run` });
    else if (!/^[1-9]\d{0,8}$/.test(entry.value.trim()))
      report({ line: entry.line, message: `run '${entry.value}' is not a run number` });
    else if (subsystems && !subsystems.includes(header))
      report({
        line,
        message: `no config has the subsystem ${header}`,
        suggestion: nearestName(header, [...subsystems]),
      });
    else if (runs.has(header)) report({ line, message: `duplicate section [${header}]` });
    else runs.set(header, Number(entry.value));
  }
  return { runs, problems };
}
