// Generates docs/metrics.md from the metrics: `npm run catalogue`.
import { writeFileSync } from 'node:fs';
import { describeMetric, writeCatalogue } from '../../dist/server/plugins/catalogue.js';
import { loadPlugins } from '../../dist/server/plugins/plugins.js';

const { metrics } = await loadPlugins([]);
writeFileSync(
  new URL('../../docs/metrics.md', import.meta.url),
  writeCatalogue([...metrics.values()].map(describeMetric)),
);
