import type { QuantityFilter } from '../../generated/operations.ts';
import { type Format, number } from '../../url/codec.ts';

/** The range of a quantity that the selected runs have. */
export interface SelectedQuantity {
  readonly key: string;
  /** Null where there is none; without both, the value is any that is known. */
  readonly min: number | null;
  readonly max: number | null;
}

/** Maximum of filters on quantities. */
export const maxQuantityFilters = 10;

const bound = number(Number.NEGATIVE_INFINITY);

/** `pileup:20:60`, `pileup:20:`, `pileup::60`, or `pileup::` for any known value. */
export const quantityFormat: Format<SelectedQuantity> = {
  parse: (text) => {
    const [key = '', ...bounds] = text.split(':');
    const [min, max] = [bounds[0] ?? '', bounds[1] ?? ''].map((part) => (part === '' ? null : bound.parse(part)));
    if (!/^[a-z]\w*$/i.test(key) || bounds.length === 0 || bounds.length > 2) return undefined;
    return min === undefined || max === undefined ? undefined : { key, min, max };
  },
  format: ({ key, min, max }) => [key, min ?? '', max ?? ''].join(':'),
};

/** The API's filter. */
export function toQuantityFilter({ key, min, max }: SelectedQuantity): QuantityFilter {
  return { key, ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
}
