import { listedRuns, runsCodec, type SelectedRuns, withRuns } from './run-selection.ts';

/** Maximum length of a run list in a link. Web servers accept addresses of 8 kB. */
const maxListLength = 2000;

/** Whether an address can list the runs of a selection. */
export function isListable({ list }: SelectedRuns): boolean {
  return list.length <= maxListLength;
}

/**
 * Returns an address with the given runs instead of its selection: the link shows them whatever runs are added. More runs than an address can
 * list become the range from the first to the last, with the filters of the selection. Undefined where the address lists its runs already.
 */
export function pinnedLink(address: string, runs: readonly number[]): string | undefined {
  const url = new URL(address);
  const selected = runsCodec.read(url.searchParams);
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined || selected.by === 'list' || selected.by === 'golden') return undefined;
  const pinned = listedRuns(runs);
  const range: SelectedRuns = { ...selected, by: 'list', list: `${first}-${last}` };
  url.search = withRuns(url.searchParams, isListable(pinned) ? pinned : range).toString();
  return url.href;
}
