import type { z } from 'zod';
import type { Metric } from './metric.ts';

/** Arguments of a metric by parameter name; or the problem with them, for the author of the config. */
export type Arguments =
  | { readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly parameter?: string };

/**
 * Binds the positional arguments of a config to the declared parameters of a metric: validates them and adds defaults.
 * Never throws: missing, invalid or superfluous arguments are returned as a problem.
 */
export function parseArguments(metric: Metric, args: readonly unknown[]): Arguments {
  const names = Object.keys(metric.parameters);
  if (args.length > names.length) {
    return { problem: `expects ${describeCount(names)}, got ${args.length}` };
  }
  const parameters: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const type = metric.parameters[name] as z.ZodType;
    const given = index < args.length;
    const parsed = type.safeParse(given ? args[index] : undefined);
    if (!parsed.success) {
      const what = type.description === undefined ? '' : ` (${type.description})`;
      const problem = given
        ? `parameter ${name}${what}: ${firstIssue(parsed.error)}, got ${JSON.stringify(args[index])}`
        : `missing parameter ${name}${what}`;
      return { problem, parameter: name };
    }
    parameters[name] = parsed.data;
  }
  return { parameters };
}

function describeCount(names: readonly string[]): string {
  if (names.length === 0) return 'no arguments';
  return `at most ${names.length} argument${names.length === 1 ? '' : 's'} (${names.join(', ')})`;
}

/** Formats the first issue found by zod, starting in lower case. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  const path = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  return `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}${path}`;
}
