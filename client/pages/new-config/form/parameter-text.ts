import type { Literal } from '../../../config-text/expression.ts';

/** What the form needs of the JSON schema of a parameter. */
export interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly ParameterSchema[];
}

/** How a parameter is entered. */
export type ParameterInput = 'switch' | 'select' | 'text';

/** How a parameter with a schema is entered: numbers, texts and lists are typed. */
export function inputOf(schema: ParameterSchema): ParameterInput {
  if (schema.enum) return 'select';
  return schema.type === 'boolean' ? 'switch' : 'text';
}

/** The text of a value in an input; empty for the default. A list has commas between its values. */
export function parameterText(value: Literal | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(item)).join(', ');
  return String(value);
}

/** The value that a text stands for; undefined for the default. A text that is no value of the schema stays a text, which the check reports. */
export function parseParameter(text: string, schema: ParameterSchema): Literal | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const types = [schema, ...(schema.anyOf ?? [])].flatMap(({ type }) => type ?? []);
  const has = (...names: string[]): boolean => types.length === 0 || names.some((name) => types.includes(name));
  if (schema.enum) return (schema.enum.find((option) => String(option) === text) as Literal | undefined) ?? text;
  if (has('number', 'integer') && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (has('array')) return parseList(trimmed) ?? text;
  return text;
}

/** Numbers, quoted texts and lists between commas; undefined where they are not. */
function parseList(text: string): Literal | undefined {
  try {
    return JSON.parse(`[${text.replace(/^\((.*)\)$/, '$1')}]`) as Literal;
  } catch {
    return undefined;
  }
}
