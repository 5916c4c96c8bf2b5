/** The rules of significance: `significance.ini`. */
import { createHash } from 'node:crypto';
import { toInversePicobarns } from '../../enrich/luminosity.ts';
import type { MinLuminosity, SignificanceRule } from '../../enrich/significance.ts';
import { nearestName } from '../../names/nearest.ts';
import type { IniSection } from '../../plan/ini.ts';
import { formatProblems, type ReportedProblem } from '../../plan/problem.ts';
import { SettingsError } from '../settings.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';

/** The rules, in the order in which they are tried. */
export interface SignificanceRules {
  readonly rules: readonly SignificanceRule[];
  /** Differs where the rules differ. */
  readonly version: string;
}

/** Reads `significance.ini`. Throws a SettingsError where it has a problem: runs would be hidden, or shown, by mistake. */
export async function requireSignificanceRules(configFolders: readonly string[]): Promise<SignificanceRules> {
  const { rules, problems } = await readSignificanceRules(configFolders);
  if (problems.length > 0) throw new SettingsError(`invalid significance rules:\n${formatProblems(problems)}`);
  return { rules, version: createHash('sha256').update(JSON.stringify(rules)).digest('hex') };
}

/** Reads `significance.ini`, with its problems. */
export async function readSignificanceRules(
  configFolders: readonly string[],
): Promise<{ readonly rules: readonly SignificanceRule[]; readonly problems: readonly ReportedProblem[] }> {
  return parseSignificanceRules(await readRuleFile(configFolders, 'significance.ini'));
}

/** Parses sections such as `[*collision*]` with `minRecordedLumi = 0.1 /pb`. A section with a problem is no rule. */
export function parseSignificanceRules({ file, sections, problems: found }: RuleFile): {
  readonly rules: readonly SignificanceRule[];
  readonly problems: readonly ReportedProblem[];
} {
  const problems: ReportedProblem[] = [...found];
  const rules = sections.flatMap((section): SignificanceRule[] => {
    const { rule, problem } = readRule(section);
    if (problem !== undefined) problems.push({ file, names: [section.header], ...problem });
    return rule && section.diagnostics.length === 0 ? [rule] : [];
  });
  if (rules.length === 0 && problems.length === 0)
    problems.push({ file, line: 0, message: 'has no section: no run would be significant' });
  return { rules, problems };
}

type RuleProblem = Omit<ReportedProblem, 'file'>;
const keys = ['minRecordedLumi', 'minDuration'] as const;

function readRule({ header, line, entries }: IniSection): {
  readonly rule?: SignificanceRule;
  readonly problem?: RuleProblem;
} {
  const classes = header.split(',').flatMap((pattern) => pattern.trim() || []);
  if (classes.length === 0) return { problem: { line, message: 'expected a section [CLASS], such as [*collision*]' } };
  let rule: SignificanceRule = { classes };
  for (const { key, value, line } of entries.values()) {
    const name = keys.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === 'minRecordedLumi') {
      const minRecordedLumi = readLuminosity(value);
      if (minRecordedLumi === undefined)
        return {
          problem: { line, message: `${key} is '${value}': expected a luminosity with its unit, such as 0.1 /pb` },
        };
      rule = { ...rule, minRecordedLumi };
    } else if (name === 'minDuration') {
      const minDurationSeconds = readDuration(value);
      if (minDurationSeconds === undefined)
        return { problem: { line, message: `${key} is '${value}': expected a duration in s, min or h, such as 1 h` } };
      rule = { ...rule, minDurationSeconds };
    } else return { problem: { line, message: `unknown key ${key}`, suggestion: nearestName(key, keys) } };
  }
  if (rule.minRecordedLumi === undefined && rule.minDurationSeconds === undefined)
    return { problem: { line, message: `[${header}] has no minimum: give ${keys.join(' or ')}` } };
  return { rule };
}

const quantity = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\S+)$/i;

function readLuminosity(text: string): MinLuminosity | undefined {
  const [, number, unit] = quantity.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  try {
    return { value: Number(number), unit, inversePicobarns: toInversePicobarns(1, unit) ?? 0 };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

const secondsPer: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

function readDuration(text: string): number | undefined {
  const [, number, unit = ''] = quantity.exec(text) ?? [];
  const seconds = secondsPer[unit];
  return number === undefined || seconds === undefined ? undefined : Number(number) * seconds;
}
