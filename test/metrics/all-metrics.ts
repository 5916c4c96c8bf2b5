/** All metrics in the folders of metrics/, so that tests include new ones automatically. */
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArguments } from '../../metrics/arguments.ts';
import { isMetric, type Metric } from '../../metrics/metric.ts';
import { parseExpression } from '../../server/plan/expression.ts';

export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  /** The arguments of its example. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const folder = fileURLToPath(new URL('../../metrics/', import.meta.url));

export const allMetrics: readonly NamedMetric[] = await findMetrics();

async function findMetrics(): Promise<NamedMetric[]> {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(folder + name)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => ({ module: name, path: `${folder}${name}/${file}` })),
    );
  const found: NamedMetric[] = [];
  for (const { module, path } of files) {
    const exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    for (const [name, metric] of Object.entries(exports)) {
      if (!isMetric(metric)) continue;
      const parsed = parseArguments(metric, parseExpression(metric.example).args);
      if ('problem' in parsed) throw new Error(`the example of ${module}.${name}: ${parsed.problem}`);
      found.push({ name: `${module}.${name}`, metric, parameters: parsed.parameters });
    }
  }
  return found;
}
