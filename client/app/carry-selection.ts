import { matchPath, type Path } from 'react-router';
import type { SubsystemDatasetsFragment } from '../generated/operations.ts';
import { criteriaCodec } from '../pages/anomalies/criteria.ts';
import { selectExisting } from '../pages/trends/default-view.ts';
import { type TrendsView, trendsViewCodec } from '../pages/trends/trends-view.ts';
import { isUnknown } from '../pages/trends/unknown-dataset.tsx';
import { toParameters } from '../url/codec.ts';
import type { CarriedParameters } from '../url/carried-parameters.ts';

type Address = Pick<Path, 'pathname' | 'search'>;

/**
 * Returns the parameters that links to pages have after a visit of an address: Trends has the subsystem, the dataset and the runs of the
 * trends or the plot shown last, Configs its subsystem. A subsystem selected on Anomalies or Configs is that of the others too, except that
 * Anomalies keeps its own: the overview shows all subsystems until one is selected there. Pages without a selection change nothing.
 */
export function carrySelection(
  carried: CarriedParameters,
  { pathname, search }: Address,
  subsystems: readonly SubsystemDatasetsFragment[],
): CarriedParameters {
  const parameters = new URLSearchParams(search);
  if (pathname === '/') {
    const { subsystem } = criteriaCodec.read(parameters);
    const before = { ...carried, '/': String(new URLSearchParams(subsystem === '' ? {} : { of: subsystem })) };
    return subsystem === '' ? before : withSubsystem(before, subsystem, subsystems);
  }
  if (pathname === '/configs') {
    const subsystem = parameters.get('subsystem') ?? '';
    return subsystem === '' ? { ...carried, '/configs': '' } : withSubsystem(carried, subsystem, subsystems);
  }
  const view = shownTrends({ pathname, search });
  return view && !isUnknown(view, subsystems) ? { ...carried, ...withTrends(view) } : carried;
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
  carried: CarriedParameters,
  subsystem: string,
  subsystems: readonly SubsystemDatasetsFragment[],
): CarriedParameters {
  if (!subsystems.some(({ name }) => name === subsystem)) return carried;
  const view = trendsViewCodec.read(new URLSearchParams(carried['/trends']));
  return { ...carried, ...withTrends({ ...view, ...selectExisting(view, { subsystem }, subsystems) }) };
}

function withTrends({ subsystem, primaryDataset, processing, runs }: TrendsView): CarriedParameters {
  const selected = { ...trendsViewCodec.read(new URLSearchParams()), subsystem, primaryDataset, processing, runs };
  return {
    '/trends': toParameters(trendsViewCodec, selected).toString(),
    '/configs': new URLSearchParams({ subsystem }).toString(),
  };
}
