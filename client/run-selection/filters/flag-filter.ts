import { flagStatuses } from '../../flags/flag-status.ts';
import type { FlagFilter, FlagStatus } from '../../generated/operations.ts';
import { type Format, number, oneOf } from '../../url/codec.ts';

/** Which certification flags of a column of Run Registry the selected runs have. */
export interface SelectedFlag {
  readonly column: string;
  /** The status is one of these; empty: any. */
  readonly statuses: readonly FlagStatus[];
  /** Minimum of the lumisections that are good, in per cent; 0: any. */
  readonly minGoodPercent: number;
}

/** Maximum of filters on flags. */
export const maxFlagFilters = 10;

const statusFormat = oneOf(flagStatuses);
const shareFormat = number(0, 1);

/** `tracker-strip:GOOD`, `tracker-strip:GOOD|STANDBY:0.95`, `tracker-strip::0.95`, or `tracker-strip:` for any flag. */
export const flagFormat: Format<SelectedFlag> = {
  parse: (text) => {
    const [column = '', names = '', share = '', ...rest] = text.split(':');
    const minGoodShare = share === '' ? 0 : shareFormat.parse(share);
    if (column === '' || minGoodShare === undefined || rest.length > 0) return undefined;
    const statuses = names.split('|').flatMap((name) => statusFormat.parse(name) ?? []);
    return { column, statuses, minGoodPercent: Number((100 * minGoodShare).toFixed(6)) };
  },
  format: ({ column, statuses, minGoodPercent }) =>
    [column, statuses.join('|'), ...(minGoodPercent > 0 ? [toShare(minGoodPercent)] : [])].join(':'),
};

const toShare = (percent: number): number => Number((percent / 100).toFixed(8));

/** The API's filter. */
export function toFlagFilter({ column, statuses, minGoodPercent }: SelectedFlag): FlagFilter {
  return {
    column,
    ...(statuses.length > 0 ? { statuses: [...statuses] } : {}),
    ...(minGoodPercent > 0 ? { minGoodShare: toShare(minGoodPercent) } : {}),
  };
}
