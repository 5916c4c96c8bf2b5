import type { Database } from './connection/database.ts';

/** The title of a config or a display group; undefined if there is none. */
export async function findPlotTitle(
  { dataSource }: Database,
  { subsystem, name, isGroup }: { readonly subsystem: string; readonly name: string; readonly isGroup: boolean },
): Promise<string | undefined> {
  const [row] = await dataSource.query<{ title: string }[]>(
    `SELECT title FROM ${isGroup ? 'display_group' : 'config'} WHERE subsystem = $1 AND name = $2`,
    [subsystem, name],
  );
  return row?.title;
}

/** What a run is known by; null where that is unknown. */
export interface RunSummary {
  readonly class: string | null;
  readonly fill: number | null;
  readonly startTime: Date | null;
  /** In 1/pb. */
  readonly recordedLumi: number | null;
}

/** The summary of a run; undefined if it is not known. */
export async function findRunSummary({ dataSource }: Database, run: number): Promise<RunSummary | undefined> {
  const [row] = await dataSource.query<RunSummary[]>(
    `SELECT class, fill, start_time AS "startTime", recorded_lumi AS "recordedLumi" FROM run WHERE number = $1`,
    [run],
  );
  return row;
}
