/** Filters of runs by their labels. */
import { nearestName } from '../../../names/nearest.ts';
import type { Database } from '../../connection/database.ts';
import { Field, InputType } from '../../entities/graphql-decorators.ts';
import type { RunTest } from '../run-test.ts';
import { SelectionError } from '../selection-error.ts';
import { findRunLabels, labelSql } from './run-labels.ts';

/** A filter on the label that runs have of a set. */
@InputType({
  description: 'A filter on the label that runs have of a set. A run is selected if it has one of these labels.',
})
export class LabelFilter {
  @Field(() => String, { description: 'Name of the set, e.g. apv-mode.' })
  readonly set!: string;

  @Field(() => [String], { description: 'Labels, e.g. PEAK.' })
  readonly labels!: readonly string[];
}

/** The condition that a run passes a filter on its label. */
export function labelTest({ set, labels }: LabelFilter, bind: (value: unknown) => string): RunTest {
  const label = labelSql(`${bind(set)}::text`);
  return {
    sql: `coalesce(${label} = ANY (${bind(labels)}::text[]), false)`,
    reason: `${set} is not ${labels.join(' or ')}`,
    known: { column: label, name: set },
  };
}

/** Throws a SelectionError where a filter is on a set or a label that there is not. */
export async function checkLabelFilters(database: Database, filters: readonly LabelFilter[]): Promise<void> {
  if (filters.length === 0) return;
  const sets = new Map((await findRunLabels(database)).map(({ name, ranges }) => [name, ranges]));
  for (const { set, labels } of filters) {
    const ranges = sets.get(set);
    if (!ranges) throw new SelectionError(describeUnknown('set of labels', set, [...sets.keys()]));
    const known = [...new Set(ranges.map(({ label }) => label))];
    for (const label of labels)
      if (!known.includes(label)) throw new SelectionError(describeUnknown(`label of ${set}`, label, known));
  }
}

function describeUnknown(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const others = known.length === 0 ? '; there are none' : `; known ones are ${known.join(', ')}`;
  return `there is no ${what} ${name.slice(0, 60)}${nearest === undefined ? others : `: did you mean ${nearest}?`}`;
}

/** Parses a filter on a label: `apv-mode:PEAK` or `apv-mode:PEAK|DECO`. Throws a SelectionError. */
export function parseLabelFilter(text: string): LabelFilter {
  const [set = '', labels = '', ...rest] = text.split(':');
  const list = labels.split('|').filter((label) => label !== '');
  if (set === '' || list.length === 0 || rest.length > 0)
    throw new SelectionError(
      `'${text}' is no filter on a label: expected SET:LABEL or SET:LABEL|LABEL, such as apv-mode:PEAK`,
    );
  return { set, labels: list };
}
