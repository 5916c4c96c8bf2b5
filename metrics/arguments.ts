import type { z } from 'zod';
import type { Metric } from './metric.ts';

/** A metric's arguments by parameter name; or what is wrong with them, for the person who wrote the config. */
export type Arguments =
  | { readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly parameter?: string };

/**
 * Gives positional arguments (as a config writes them) the names, checks and defaults of a metric's declared parameters.
 * Never throws: too many, too few or wrong arguments are a problem that says which, what was expected and what is there.
 */
export function parseArguments(metric: Metric, args: readonly unknown[]): Arguments {
  const names = Object.keys(metric.parameters);
  if (args.length > names.length) {
    return { problem: `takes ${count(names.length)} (${names.join(', ')}), but ${args.length} are given` };
  }
  const parameters: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const type = metric.parameters[name] as z.ZodType;
    const given = index < args.length;
    const parsed = type.safeParse(given ? args[index] : undefined);
    if (!parsed.success) {
      const what = type.description === undefined ? '' : ` (${type.description})`;
      const problem = given
        ? `parameter ${name}${what}: ${firstIssue(parsed.error)}, but ${JSON.stringify(args[index])} is given`
        : `parameter ${name}${what} is not given`;
      return { problem, parameter: name };
    }
    parameters[name] = parsed.data;
  }
  return { parameters };
}

function count(parameters: number): string {
  return parameters === 0 ? 'no parameters' : parameters === 1 ? 'one parameter' : `${parameters} parameters`;
}

/** zod's first complaint, in the words of a sentence. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'is wrong';
  const place = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  return `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}${place}`;
}
