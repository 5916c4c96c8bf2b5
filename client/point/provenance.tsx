import type { PointDetailsQuery } from '../generated/operations.ts';
import { formatTime } from '../format/time.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/panel.tsx';

/** A trend with the one point that the panel shows. */
export type PointTrend = PointDetailsQuery['trends'][number];

/** The metric, config revision and file of a point. */
export function Provenance({ trend }: { trend: PointTrend }) {
  const { config, points } = trend;
  const [point] = points;
  const revision = config.revisions.find((each) => each.revision === (point?.revision || config.revision));
  const paths = Object.entries(config.paths as Record<string, string[]>);
  const file = point?.file;
  const isImported = point?.revision === 0;
  return (
    <Section title="Provenance">
      <Facts
        facts={[
          [config.formula ? 'expression' : 'metric', revision?.metric ?? config.metric, 'code'],
          ...paths.map(([input, each]): Fact => [input, each.join(' or '), 'code']),
          isImported
            ? ['origin', 'imported from CentralHDQM']
            : [
                'revision',
                `${point?.revision ?? config.revision}${revision ? `, since ${formatTime(revision.createdAt)}` : ''}${
                  point?.revision && point.revision !== config.revision ? ` (current: ${config.revision})` : ''
                }`,
              ],
          ['dataset', point?.dataset && `${point.dataset.primaryDataset} ${point.dataset.processing}`],
          ['file', file?.path, 'code'],
          [
            'version',
            file &&
              `${file.version}, processing ${file.era}${file.processingVersion > 0 ? ` v${file.processingVersion}` : ''}, ${file.tier}`,
          ],
          ['size', file?.size && `${(file.size / 1e6).toFixed(1)} MB`],
          ['modified', file?.modifiedAt && formatTime(file.modifiedAt)],
          ['release', file?.release, 'code'],
          ['global tag', file?.globalTag, 'code'],
          ['extracted', file?.extractedAt && formatTime(file.extractedAt)],
        ]}
      />
    </Section>
  );
}
