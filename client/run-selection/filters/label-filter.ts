import type { LabelFilter } from '../../generated/operations.ts';
import type { Format } from '../../url/codec.ts';

/** Which labels of a set the selected runs have. */
export interface SelectedLabels {
  readonly set: string;
  /** One of these, at least one. */
  readonly labels: readonly string[];
}

/** Maximum of filters on labels. */
export const maxLabelFilters = 10;

/** `apv-mode:PEAK` or `apv-mode:PEAK|DECO`. */
export const labelFormat: Format<SelectedLabels> = {
  parse: (text) => {
    const [set = '', names = '', ...rest] = text.split(':');
    const labels = names.split('|').filter((label) => label !== '');
    return set === '' || labels.length === 0 || rest.length > 0 ? undefined : { set, labels };
  },
  format: ({ set, labels }) => `${set}:${labels.join('|')}`,
};

/** The API's filter. */
export function toLabelFilter({ set, labels }: SelectedLabels): LabelFilter {
  return { set, labels: [...labels] };
}
