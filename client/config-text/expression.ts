/** A literal of a metric's parameters. */
export type Literal = string | number | boolean | null | readonly Literal[];

/**
 * Writes a metric with its parameters as a config has them: `fits.Landau(0, 250, 360, (310, 30))`. Trailing parameters that are undefined
 * take their defaults; one before others is None.
 */
export function formatExpression(metric: string, parameters: readonly (Literal | undefined)[]): string {
  const count = parameters.findLastIndex((parameter) => parameter !== undefined) + 1;
  const written = parameters.slice(0, count).map((parameter) => formatLiteral(parameter ?? null));
  return `${metric}(${written.join(', ')})`;
}

/** Writes a literal in the syntax of Python, which configs have. */
export function formatLiteral(value: Literal): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll(/[\\'\n\r\t]/g, (char) => escapes[char] ?? char)}'`;
  const items = value.map(formatLiteral).join(', ');
  return value.length > 1 ? `(${items})` : `[${items}]`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": String.raw`\'`,
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
