import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeMetric, writeCatalogue } from '../../../server/plugins/catalogue.ts';
import { parseExpression } from '../../../server/plan/expression.ts';
import { parseArguments } from '../../../metrics/arguments.ts';
import { loadPlugins } from '../../../server/plugins/plugins.ts';
import { projectRoot } from '../../../server/app/project.ts';

const { metrics } = await loadPlugins([]);

it('is the content of docs/metrics.md (npm run catalogue writes it)', () => {
  const written = readFileSync(path.join(projectRoot, 'docs/metrics.md'), 'utf8');
  expect(written).toBe(writeCatalogue([...metrics.values()].map(describeMetric)));
});

it('describes what changed with each revision of a metric', () => {
  const changes = writeCatalogue([]).split('\n- ');
  const revised = [...metrics].flatMap(([id, { metric }]) =>
    Array.from({ length: metric.revision - 1 }, (_, index) => ({ id, revision: index + 2 })),
  );
  expect(revised).not.toEqual([]);
  const missing = revised.filter(
    ({ id, revision }) =>
      !changes.some((change) => change.startsWith(`Revision ${revision} of `) && change.includes(`\`${id}\``)),
  );
  expect(missing).toEqual([]);
});

it.each([...metrics.keys()])('%s has a complete description', (id) => {
  const loaded = metrics.get(id);
  if (!loaded) throw new Error(id);
  const description = describeMetric(loaded);
  expect(description.summary).toMatch(/^[A-Z].*\.$/s);
  for (const parameter of description.parameters) expect(parameter.description).not.toBe('');
  const { module, name, args } = parseExpression(description.example);
  expect(`${module}.${name}`).toBe(id);
  expect(parseArguments(loaded.metric, args)).toHaveProperty('parameters');
});
