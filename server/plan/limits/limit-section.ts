import type { ConfigFile } from '../config-file.ts';
import type { Diagnostic, IniSection } from '../ini.ts';
import { readLimits } from './limits.ts';
import type { Limit } from '../plan.ts';
import { expandMembers, familyDiagnostic, unknownKeys } from '../section.ts';

/** Limits by the name of a config; or the problems of their section. */
export type ParsedLimits =
  { readonly limits: ReadonlyMap<string, readonly Limit[]> } | { readonly diagnostics: readonly Diagnostic[] };

/** Reads a `[limits:NAME]` section: the limits of one config, or of several by variables. A problem of one of them skips the whole section. */
export function readLimitSection(section: IniSection, file: ConfigFile): ParsedLimits {
  const { line, entries } = section;
  const name = section.header.slice('limits:'.length).trim();
  const diagnostics: Diagnostic[] = [...section.diagnostics, ...unknownKeys(section, ['warning', 'error'])];
  if (name === '') diagnostics.push({ line, message: 'limits without a config: expected [limits:NAME]' });
  if (diagnostics.length > 0) return { diagnostics };
  try {
    const limits = new Map<string, readonly Limit[]>();
    for (const member of expandMembers(name, section, entries, file)) {
      const read = readLimits(member);
      if ('message' in read) return { diagnostics: [read] };
      limits.set(member.name, read);
    }
    return { limits };
  } catch (error) {
    return { diagnostics: [familyDiagnostic(error, line)] };
  }
}

/** The limits of a plot section with those of a `[limits:NAME]` section, which replace those of the same severity and scope. */
export function mergeLimits(ofPlot: readonly Limit[], own: readonly Limit[]): readonly Limit[] {
  const keyOf = ({ severity, scope }: Limit): string => `${severity}.${scope?.toLowerCase() ?? ''}`;
  const replaced = new Set(own.map(keyOf));
  return [...ofPlot.filter((limit) => !replaced.has(keyOf(limit))), ...own];
}
