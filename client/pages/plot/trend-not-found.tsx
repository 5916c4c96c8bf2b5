import { useQuery } from '@apollo/client/react';
import { Link, useLocation } from 'react-router';
import { ConfigWithoutDataDocument, SubsystemsDocument } from '../../generated/operations.ts';
import { Empty } from '../../ui/message.tsx';
import { MissingElement } from '../configs/missing-element.tsx';
import { pageLink } from '../../url/links.ts';
import { isUnknown, UnknownDataset } from '../trends/unknown-dataset.tsx';

/** Reports that a trend has no data: the subsystem or dataset does not exist, or its ME is in no file at all or in none of the dataset. */
export function TrendNotFound({
  subsystem,
  config: name,
  primaryDataset,
  processing,
}: {
  subsystem: string;
  config: string;
  primaryDataset: string;
  processing: string;
}) {
  const { pathname, search } = useLocation();
  const { data: available } = useQuery(SubsystemsDocument);
  const { data } = useQuery(ConfigWithoutDataDocument, { variables: { subsystem, name } });
  const config = data?.configs.find((each) => each.name === name);
  const shown = { subsystem, primaryDataset, processing };
  if (available && isUnknown(shown, available.subsystems))
    return (
      <UnknownDataset
        shown={shown}
        subsystems={available.subsystems}
        linkOf={(dataset) => {
          const parameters = new URLSearchParams(search);
          parameters.set('pd', dataset.primaryDataset);
          parameters.set('ps', dataset.processing);
          return `${pathname}?${parameters}`;
        }}
      />
    );
  return (
    <Empty title="Trend not found">
      {name} has no data in {primaryDataset} {processing}. Select another dataset above, or search the{' '}
      <Link to={pageLink('/configs', { search: name })}>configs</Link>.
      {config && config.missingFiles !== null ? <MissingElement id={config.id} files={config.missingFiles} /> : null}
    </Empty>
  );
}
