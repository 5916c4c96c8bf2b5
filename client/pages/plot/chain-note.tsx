import { useQuery } from '@apollo/client/react';
import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { SubsystemsDocument } from '../../generated/operations.ts';
import { type DatasetName, isChain } from '../../point/point.ts';
import { plotLink } from '../../url/links.ts';
import type { SeriesName } from './plot-view.ts';

/** What a chain of datasets consists of, with links to the trend in its members; nothing for another dataset. */
export function ChainNote({ of: { subsystem, config, ...dataset } }: { of: SeriesName }) {
  const { data } = useQuery(SubsystemsDocument, { skip: !isChain(dataset) });
  if (!isChain(dataset)) return null;
  const chain = data?.subsystems
    .find(({ name }) => name === subsystem)
    ?.datasets.find((each) => isChain(each) && each.primaryDataset === dataset.primaryDataset);
  if (!chain) return null;
  return (
    <Text size="sm" c="dimmed" mt={6} role="note" aria-label="Chain of datasets">
      Each point is of the first dataset that has the run:{' '}
      {chain.members.map((name, index) => (
        <span key={name}>
          {index > 0 ? ', ' : ''}
          <Anchor component={Link} size="sm" to={plotLink({ subsystem, config, ...memberOf(name) })}>
            {name}
          </Anchor>
        </span>
      ))}
      . Segments and alarms are in the plots of these.
    </Text>
  );
}

function memberOf(name: string): DatasetName {
  const [primaryDataset = '', processing = ''] = name.split('/');
  return { primaryDataset, processing };
}
