import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { ConfigWithoutDataDocument } from '../../generated/operations.ts';
import { Empty } from '../../ui/message.tsx';
import { MissingElement } from '../../ui/missing-element.tsx';
import { pageLink } from '../../url/links.ts';

/** Says that a config has no data in a dataset, and whether its ME is in no file at all. */
export function TrendNotFound({
  subsystem,
  config: name,
  dataset,
}: {
  subsystem: string;
  config: string;
  dataset: string;
}) {
  const { data } = useQuery(ConfigWithoutDataDocument, { variables: { subsystem, name } });
  const config = data?.configs.find((each) => each.name === name);
  return (
    <Empty title="Trend not found">
      {name} has no data in {dataset}. Select another dataset above, or search the{' '}
      <Link to={pageLink('/configs', { search: name })}>configs</Link>.
      {config && config.missingFiles !== null ? <MissingElement id={config.id} files={config.missingFiles} /> : null}
    </Empty>
  );
}
