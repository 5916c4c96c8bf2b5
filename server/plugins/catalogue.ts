/** What metrics say of themselves, for people: on the Metrics page, over GraphQL, and in docs/metrics.md. */
import { z } from 'zod';
import { inputNames } from '../../metrics/metric.ts';
import type { LoadedMetric } from './plugins.ts';

/** A metric in words. */
export interface MetricDescription {
  /** As configs write it, e.g. `basic.Mean`. */
  readonly id: string;
  readonly module: string;
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly example: string;
  readonly file: string;
  /** In the order in which configs write them; `default` is null where one must be written. */
  readonly parameters: { name: string; type: string; default: string | null; description: string }[];
  readonly inputs: { name: string; classes: string }[];
}

/** Describes a loaded metric. */
export function describeMetric({ module, name, file, metric }: Omit<LoadedMetric, 'version'>): MetricDescription {
  const { summary, formula, example } = metric;
  return {
    id: `${module}.${name}`,
    module,
    name,
    summary,
    formula,
    example,
    file,
    parameters: Object.entries(metric.parameters).map(([parameter, type]) => ({
      name: parameter,
      ...describeType(type),
      description: type.description ?? '',
    })),
    inputs: inputNames.flatMap((input) => {
      const { classes, optional } = metric.inputs[input] ?? {};
      return classes === undefined ? [] : [{ name: input, classes: optional ? `${classes}, optional` : classes }];
    }),
  };
}

/** A parameter's type in words, by way of its JSON schema. */
function describeType(type: z.ZodType): { type: string; default: string | null } {
  const schema = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  const usual =
    schema.default === undefined ? (type.safeParse(undefined).success ? 'none' : null) : JSON.stringify(schema.default);
  return { type: typeName(schema), default: usual };
}

type Schema = z.core.JSONSchema.BaseSchema;

function typeName(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map((option) => typeName(option as Schema)).join(' or ');
  if (schema.enum) return schema.enum.map((option) => JSON.stringify(option)).join(' or ');
  const names: Record<string, string> = { string: 'text', boolean: 'True or False', array: 'list', null: 'None' };
  const name = typeof schema.type === 'string' ? schema.type : 'any';
  return names[name] ?? name;
}

const head = `# The metrics that come with HDQM

Written by \`npm run catalogue\` from what the metrics say of themselves; a test compares it. How to add one is in the [README](../README.md).
Every metric gives no value, but a failure with its reason, where it has nothing to reduce: an ME that is missing, of another class, empty, or
with fewer entries than the config's \`threshold\`.`;

/** The catalogue as Markdown: docs/metrics.md. */
export function writeCatalogue(metrics: readonly MetricDescription[]): string {
  const modules = [...new Set(metrics.map(({ module }) => module))].sort();
  const chapters = modules.map((module) => {
    const members = metrics.filter((metric) => metric.module === module).sort((a, b) => (a.name < b.name ? -1 : 1));
    return `## ${module}\n\n${members.map(section).join('\n\n')}`;
  });
  return `${[head, ...chapters].join('\n\n')}\n`;
}

function section({ id, summary, formula, example, parameters, inputs, file }: MetricDescription): string {
  const lines = parameters.map(({ name, type, default: usual, description }) => {
    const note = usual === null ? '' : usual === 'none' ? ', may be left out' : `, default ${usual}`;
    return `- \`${name}\` (${type}${note}): ${description}`;
  });
  const taken = inputs.map(({ name, classes }) => `${name}: ${classes}`).join('; ');
  const parts = [
    `### ${id}`,
    summary,
    `    metric = ${example}`,
    [...lines, `- Formula: ${formula}`, `- Takes ${taken}`, `- Source: [${file}](../${file})`].join('\n'),
  ];
  return parts.join('\n\n');
}
