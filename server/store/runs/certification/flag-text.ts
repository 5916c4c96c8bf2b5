import { FlagStatuses } from '../../entities/certification/run-flag.ts';
import type { FlagFilter } from '../run-filter.ts';
import { SelectionError } from '../selection-error.ts';

/**
 * Parses a filter on a flag: `tracker-strip: GOOD`, `tracker-strip: GOOD|STANDBY: 0.9` with the minimum share of good lumisections, or
 * `tracker-strip: 0.9`, or `tracker-strip:` for any flag. Throws a SelectionError.
 */
export function parseFlagFilter(text: string): FlagFilter {
  const [column = '', ...conditions] = text.split(':').map((part) => part.trim());
  let filter: FlagFilter = { column };
  const invalid = new SelectionError(
    `'${text}' is no filter on a flag: expected COLUMN: STATUS, such as tracker-strip: GOOD, or COLUMN: SHARE, such as tracker-strip: 0.9`,
  );
  if (column === '' || conditions.length === 0 || conditions.length > 2) throw invalid;
  for (const condition of conditions) {
    if (condition === '') continue;
    const share = /^(?:0?\.\d+|[01](?:\.0*)?|0\.\d*)$/.test(condition) ? Number(condition) : undefined;
    const names = condition.split('|').map((name) => name.trim().toUpperCase());
    const statuses = Object.values(FlagStatuses).filter((status) => names.includes(status));
    if (share !== undefined && filter.minGoodShare === undefined) filter = { ...filter, minGoodShare: share };
    else if (statuses.length === names.length && !filter.statuses) filter = { ...filter, statuses };
    else throw invalid;
  }
  return filter;
}
