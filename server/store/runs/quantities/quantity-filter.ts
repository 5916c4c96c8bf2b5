/** Filters of runs by their quantities. */
import { columnQuantities } from '../../../names/run-quantities.ts';
import { nearestName } from '../../../names/nearest.ts';
import type { Database } from '../../connection/database.ts';
import { Field, InputType } from '../../entities/graphql-decorators.ts';
import { findQuantities } from './quantities.ts';
import type { RunTest } from '../run-test.ts';
import { SelectionError } from '../selection-error.ts';

/** A filter on a quantity of runs. */
@InputType({
  description:
    'A filter on a quantity of runs. A run is selected if its value is in the range; one whose value is unknown is not.',
})
export class QuantityFilter {
  @Field(() => String, { description: 'Key of the quantity, e.g. pileup.' })
  readonly key!: string;

  @Field(({ Float }) => Float, { nullable: true, description: 'Minimum, inclusive. May be negative.' })
  readonly min?: number | null | undefined;

  @Field(({ Float }) => Float, { nullable: true, description: 'Maximum, inclusive. May be negative.' })
  readonly max?: number | null | undefined;
}

/** The condition that a run passes a filter on a quantity. */
export function quantityTest({ key, min, max }: QuantityFilter, bind: (value: unknown) => string): RunTest {
  const own = columnQuantities.find((quantity) => quantity.key === key);
  const column = own ? `run.${own.column}` : `(run.quantities ->> ${bind(key)}::text)::float8`;
  const name = own?.title.toLowerCase() ?? key;
  const tests = [
    ...(min === undefined || min === null ? [] : [`${column} >= ${bind(min)}::float8`]),
    ...(max === undefined || max === null ? [] : [`${column} <= ${bind(max)}::float8`]),
  ];
  return {
    sql: `coalesce(${tests.length === 0 ? `${column} IS NOT NULL` : tests.join(' AND ')}, false)`,
    reason: `${name} ${describeRange(min, max)}`,
    known: { column, name },
  };
}

/** What a run outside of a range is. */
function describeRange(min: number | null | undefined, max: number | null | undefined): string {
  if (max === undefined || max === null) return `below ${min ?? 'any'}`;
  return min === undefined || min === null ? `above ${max}` : `not from ${min} to ${max}`;
}

/** Throws a SelectionError where a filter is on no quantity, or no run can pass it. */
export async function checkQuantityFilters(database: Database, filters: readonly QuantityFilter[]): Promise<void> {
  if (filters.length === 0) return;
  const keys = (await findQuantities(database)).map(({ key }) => key);
  for (const { key, min, max } of filters) {
    if (!keys.includes(key)) throw new SelectionError(describeUnknown(key, keys));
    if (typeof min === 'number' && typeof max === 'number' && min > max)
      throw new SelectionError(`the minimum ${min} of ${key} is above its maximum ${max}`);
  }
}

/** The message about an unknown quantity, with the nearest one or all. */
function describeUnknown(key: string, keys: readonly string[]): string {
  const nearest = nearestName(key, keys);
  return `there is no quantity ${key.slice(0, 60)} of runs${nearest === undefined ? `; known ones are ${keys.join(', ')}` : `: did you mean ${nearest}?`}`;
}

/** Parses a filter on a quantity: `pileup:20:60`, `pileup:20:`, `pileup::60`, or `pileup:` for any known value. Throws a SelectionError. */
export function parseQuantityFilter(text: string): QuantityFilter {
  const [key = '', min = '', max = '', ...rest] = text.split(':').map((part) => part.trim());
  const bounds = [min, max].map((bound) => (bound === '' ? undefined : Number(bound)));
  const isInvalid = bounds.some((bound) => bound !== undefined && !Number.isFinite(bound));
  if (key === '' || rest.length > 0 || isInvalid || !text.includes(':'))
    throw new SelectionError(
      `'${text}' is no filter on a quantity: expected KEY:MIN:MAX, such as pileup:20:60, pileup:20: or pileup::60`,
    );
  return { key, min: bounds[0], max: bounds[1] };
}
