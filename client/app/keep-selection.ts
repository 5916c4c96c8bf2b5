import { matchPath, type Path } from 'react-router';
import type { SubsystemDatasetsFragment } from '../generated/operations.ts';
import { criteriaCodec } from '../pages/anomalies/criteria.ts';
import { selectExisting } from '../pages/trends/default-view.ts';
import { type TrendsView, trendsViewCodec } from '../pages/trends/trends-view.ts';
import { isUnknown } from '../pages/trends/unknown-dataset.tsx';
import { toParameters } from '../url/codec.ts';
import type { KeptParameters } from '../url/kept-parameters.ts';

type Address = Pick<Path, 'pathname' | 'search'>;

/**
 * Returns the parameters that links to pages have after a visit of an address: Trends has the subsystem, the dataset and the runs of the
 * trends or the plot shown last, Configs its subsystem. A subsystem selected on Anomalies or Configs is that of the others too, except that
 * Anomalies keeps its own: the overview shows all subsystems until one is selected there. Pages without a selection change nothing.
 */
export function keepSelection(
  kept: KeptParameters,
  { pathname, search }: Address,
  subsystems: readonly SubsystemDatasetsFragment[],
): KeptParameters {
  const parameters = new URLSearchParams(search);
  if (pathname === '/') {
    const { subsystem } = criteriaCodec.read(parameters);
    const before = { ...kept, '/': String(new URLSearchParams(subsystem === '' ? {} : { of: subsystem })) };
    return subsystem === '' ? before : withSubsystem(before, subsystem, subsystems);
  }
  if (pathname === '/configs') {
    const subsystem = parameters.get('subsystem') ?? '';
    return subsystem === '' ? { ...kept, '/configs': '' } : withSubsystem(kept, subsystem, subsystems);
  }
  const view = shownTrends({ pathname, search });
  return view && !isUnknown(view, subsystems) ? { ...kept, ...withTrends(view) } : kept;
}

/** The trends of a page; undefined where it shows none. */
function shownTrends({ pathname, search }: Address): TrendsView | undefined {
  const view = trendsViewCodec.read(new URLSearchParams(search));
  if (pathname === '/trends') return view;
  const subsystem = matchPath('/trends/:subsystem/*', pathname)?.params.subsystem;
  return subsystem === undefined ? undefined : { ...view, subsystem };
}

/** The dataset stays where the subsystem has it. */
function withSubsystem(
  kept: KeptParameters,
  subsystem: string,
  subsystems: readonly SubsystemDatasetsFragment[],
): KeptParameters {
  if (!subsystems.some(({ name }) => name === subsystem)) return kept;
  const view = trendsViewCodec.read(new URLSearchParams(kept['/trends']));
  return { ...kept, ...withTrends({ ...view, ...selectExisting(view, { subsystem }, subsystems) }) };
}

function withTrends({ subsystem, primaryDataset, processing, runs }: TrendsView): KeptParameters {
  const selected = { ...trendsViewCodec.read(new URLSearchParams()), subsystem, primaryDataset, processing, runs };
  return {
    '/trends': toParameters(trendsViewCodec, selected).toString(),
    '/configs': new URLSearchParams({ subsystem }).toString(),
  };
}
