import { Anchor } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import { Empty } from '../../ui/message.tsx';
import { runsCodec } from '../../run-selection/run-selection.ts';
import { toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';

interface DatasetOfSubsystem extends DatasetName {
  readonly subsystem: string;
}

/** Whether a subsystem or its dataset does not exist. */
export function isUnknown(
  { subsystem, primaryDataset, processing }: DatasetOfSubsystem,
  subsystems: readonly SubsystemDatasetsFragment[],
): boolean {
  const datasets = subsystems.find(({ name }) => name === subsystem)?.datasets;
  return !datasets?.some((each) => each.primaryDataset === primaryDataset && each.processing === processing);
}

/** Reports the name in an address that does not exist, and offers the existing ones. */
export function UnknownDataset({
  shown: { subsystem, primaryDataset, processing },
  subsystems,
  linkOf,
}: {
  shown: DatasetOfSubsystem;
  subsystems: readonly SubsystemDatasetsFragment[];
  /** The address of the same page for a dataset. Default: its trends. */
  linkOf?: (dataset: DatasetOfSubsystem) => string;
}) {
  const runs = toParameters(runsCodec, runsCodec.read(useSearchParams()[0]));
  const toTrends = ({ subsystem, primaryDataset, processing }: DatasetOfSubsystem): string =>
    pageLink(
      '/trends',
      new URLSearchParams([['subsystem', subsystem], ['pd', primaryDataset], ['ps', processing], ...runs]),
    );
  const found = subsystems.find(({ name }) => name === subsystem);
  if (!found)
    return (
      <Empty title={`Subsystem ${subsystem} does not exist`}>
        Existing subsystems with data:
        <Names
          names={subsystems
            .filter(({ trendCount }) => trendCount > 0)
            .map(({ name }) => ({
              name,
              link: toTrends({ subsystem: name, primaryDataset, processing }),
            }))}
        />
      </Empty>
    );
  if (found.datasets.length === 0) return <Empty title={`${subsystem} has no data`}>Select another subsystem.</Empty>;
  return (
    <Empty
      title={`${subsystem} has no dataset ${[primaryDataset, processing].filter((part) => part !== '').join(' ')}`}
    >
      Existing datasets:
      <Names
        names={found.datasets.map((dataset) => ({
          name: `${dataset.primaryDataset} ${dataset.processing}`,
          link: (linkOf ?? toTrends)({
            subsystem,
            primaryDataset: dataset.primaryDataset,
            processing: dataset.processing,
          }),
        }))}
      />
    </Empty>
  );
}

function Names({ names }: { names: readonly { readonly name: string; readonly link: string }[] }) {
  return (
    <div>
      {names.map(({ name, link }, index) => (
        <span key={name}>
          {index > 0 ? ', ' : ' '}
          <Anchor component={Link} to={link}>
            {name}
          </Anchor>
        </span>
      ))}
    </div>
  );
}
