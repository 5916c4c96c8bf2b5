import { Title } from '@mantine/core';
import { Fragment } from 'react';
import { formatTime } from '../format/time.ts';
import type { PointTrend } from './point-panel.tsx';

/** Where a point comes from. */
export function Provenance({ trend }: { trend: PointTrend }) {
  const { config, points } = trend;
  const [point] = points;
  const revision = config.revisions.find((each) => each.revision === (point?.revision ?? config.revision));
  const paths = Object.entries(config.paths as Record<string, string[]>);
  const file = point?.file;
  return (
    <section aria-label="Where it comes from">
      <Title order={3} size="h6" mb={4}>
        Where it comes from
      </Title>
      <Facts
        facts={[
          ['metric', revision?.metric ?? config.metric, 'code'],
          ...paths.map(([input, each]): Fact => [input, each.join(' or '), 'code']),
          [
            'revision',
            `${point?.revision ?? config.revision}${revision ? `, since ${formatTime(revision.createdAt)}` : ''}${
              point?.revision && point.revision !== config.revision ? ` (now ${config.revision})` : ''
            }`,
          ],
          ['file', file?.path, 'code'],
          ['version', file && `${file.version}, processing ${file.era} v${file.processingVersion}, ${file.tier}`],
          ['size', file?.size && `${(file.size / 1e6).toFixed(1)} MB`],
          ['written', file?.modifiedAt && formatTime(file.modifiedAt)],
          ['read', file?.extractedAt && formatTime(file.extractedAt)],
        ]}
      />
    </section>
  );
}

/** A name with its value; what is `code` stands as it is in configs and files. */
export type Fact = readonly [name: string, value: string | number | null | undefined, kind?: 'code'];

/** Names with their values in two columns; what has no value is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== 0)
        .map(([name, value, kind]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className={kind === 'code' ? 'mono' : undefined}>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
