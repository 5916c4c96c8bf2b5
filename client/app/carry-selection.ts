import { matchPath, type Path } from 'react-router';
import type { SubsystemDatasetsFragment } from '../generated/operations.ts';
import { criteriaCodec } from '../pages/anomalies/criteria.ts';
import { filterCodec } from '../pages/incidents/inbox-view.ts';
import { selectExisting } from '../pages/trends/default-view.ts';
import { type TrendsView, trendsViewCodec } from '../pages/trends/trends-view.ts';
import { isUnknown } from '../pages/trends/unknown-dataset.tsx';
import { toParameters } from '../url/codec.ts';
import type { CarriedParameters } from '../url/carried-parameters.ts';

type Address = Pick<Path, 'pathname' | 'search'>;

/**
 * Returns the parameters that links to pages have after a visit of an address: Trends has the subsystem, the dataset and the runs of the
 * trends or the plot shown last, Configs its subsystem. A subsystem or dataset selected on Incidents, Anomalies or Configs is that of the
 * others too, except that Incidents and Anomalies have their own: these overviews show all subsystems until one is selected on either. Pages
 * without a selection change nothing.
 */
export function carrySelection(
  carried: CarriedParameters,
  { pathname, search }: Address,
  subsystems: readonly SubsystemDatasetsFragment[],
): CarriedParameters {
  const parameters = new URLSearchParams(search);
  if (pathname === '/') {
    const filter = filterCodec.read(parameters);
    const { subsystem, primaryDataset, processing } = filter;
    const before = { ...carried, ...withOverview(subsystem), '/': String(toParameters(filterCodec, filter)) };
    const dataset = { ...(primaryDataset && { primaryDataset }), ...(processing && { processing }) };
    return subsystem === '' ? before : withSubsystem(before, subsystem, subsystems, dataset);
  }
  if (pathname === '/anomalies') {
    const { subsystem } = criteriaCodec.read(parameters);
    const filter = filterCodec.read(new URLSearchParams(carried['/']));
    const before = { ...carried, ...(filter.subsystem === subsystem ? {} : withOverview(subsystem)) };
    return subsystem === '' ? before : withSubsystem(before, subsystem, subsystems);
  }
  if (pathname === '/configs') {
    const subsystem = parameters.get('subsystem') ?? '';
    return subsystem === '' ? { ...carried, '/configs': '' } : withSubsystem(carried, subsystem, subsystems);
  }
  const view = shownTrends({ pathname, search });
  return view && !isUnknown(view, subsystems) ? { ...carried, ...withTrends(view) } : carried;
}

/** The selected subsystem of the overviews; empty: all. */
function withOverview(subsystem: string): CarriedParameters {
  return {
    '/': String(new URLSearchParams(subsystem === '' ? {} : { system: subsystem })),
    '/anomalies': String(new URLSearchParams(subsystem === '' ? {} : { of: subsystem })),
  };
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
  dataset: Partial<Pick<TrendsView, 'primaryDataset' | 'processing'>> = {},
): CarriedParameters {
  if (!subsystems.some(({ name }) => name === subsystem)) return carried;
  const view = { ...trendsViewCodec.read(new URLSearchParams(carried['/trends'])), ...dataset };
  return { ...carried, ...withTrends({ ...view, ...selectExisting(view, { subsystem }, subsystems) }) };
}

function withTrends({ subsystem, primaryDataset, processing, runs }: TrendsView): CarriedParameters {
  const selected = { ...trendsViewCodec.read(new URLSearchParams()), subsystem, primaryDataset, processing, runs };
  return {
    '/trends': toParameters(trendsViewCodec, selected).toString(),
    '/configs': new URLSearchParams({ subsystem }).toString(),
  };
}
