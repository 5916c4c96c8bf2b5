import { readFileSync } from 'node:fs';

/** A reference has no value; the message names it, and what to do. */
export class UnresolvedReferenceError extends Error {
  override name = 'UnresolvedReferenceError';
}

/** Only variables of this prefix can be referred to: whoever writes a config cannot send the other secrets of HDQM to a server. */
const prefix = 'NOTIFY_';

/**
 * Replaces each `${NAME}` by the environment variable NAME, or by the content of the file in NAME_FILE, so that secrets are not in config files.
 * NAME begins with `NOTIFY_`. Throws a UnresolvedReferenceError.
 */
export function resolveReferences(text: string, environment: NodeJS.ProcessEnv): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_match, name: string) => {
    if (!/^\w+$/.test(name) || !name.startsWith(prefix))
      throw new UnresolvedReferenceError(`\${${name}} is not available: names of references begin with ${prefix}`);
    const value = environment[name] ?? readReferenced(`${name}_FILE`, environment);
    if (value === undefined || value === '')
      throw new UnresolvedReferenceError(
        `\${${name}} has no value: set the environment variable ${name} or ${name}_FILE`,
      );
    return value;
  });
}

function readReferenced(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[name];
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UnresolvedReferenceError(`${name} not readable: ${file} (${(error as Error).message})`);
  }
}
