/** Attributes of runs that can be exported with their points. */
import { nearestName } from '../../names/nearest.ts';
import type { Database } from '../connection/database.ts';
import { onlineDataset } from '../entities/certification/run-flag.ts';
import { labelAttributes } from './labels/run-labels.ts';
import { findQuantities } from './quantities/quantities.ts';
import { SelectionError } from './selection-error.ts';

/** An attribute of runs: the name of its column, the SQL of its value over the table `run`, and its type in exports. */
export interface RunAttribute {
  readonly name: string;
  readonly sql: string;
  readonly type: 'time' | 'number' | 'integer' | 'text';
}

/** Those that every installation has: durations are in s, luminosities in 1/pb, class and flags are of Run Registry. */
const attributes: readonly RunAttribute[] = [
  { name: 'start', sql: 'run.start_time', type: 'time' },
  { name: 'duration', sql: 'run.duration_seconds', type: 'number' },
  { name: 'fill', sql: 'run.fill', type: 'integer' },
  { name: 'lumi', sql: 'run.recorded_lumi', type: 'number' },
  { name: 'class', sql: 'run.class', type: 'text' },
  {
    name: 'flags',
    /** As `tracker-strip: GOOD, …`. */
    sql: `(SELECT string_agg(flag.column_name || ': ' || flag.status, ', ' ORDER BY flag.column_name) FROM run_flag AS flag
      WHERE flag.run_number = run.number AND flag.dataset = '${onlineDataset}' AND flag.status IS NOT NULL)`,
    type: 'text',
  },
];

/** Their names, for help. */
export const runAttributeNames: readonly string[] = attributes.map(({ name }) => name);

/** The attributes of these names: those above, all quantities by their keys, and labels. Throws a SelectionError where there is none of a name. */
export async function findRunAttributes(database: Database, names: readonly string[]): Promise<RunAttribute[]> {
  if (names.length === 0) return [];
  const quantities = (await findQuantities(database)).map(({ key, sql }) => ({
    name: key,
    sql,
    type: 'number' as const,
  }));
  const known = new Map(
    [...quantities, ...(await labelAttributes(database)), ...attributes].map((attribute) => [
      attribute.name,
      attribute,
    ]),
  );
  return [...new Set(names)].map((name) => {
    const attribute = known.get(name);
    if (attribute) return attribute;
    const nearest = nearestName(name, [...known.keys()]);
    throw new SelectionError(
      `runs have no attribute ${name.slice(0, 60)}${nearest === undefined ? `; known ones are ${[...known.keys()].join(', ')}` : `: did you mean ${nearest}?`}`,
    );
  });
}
