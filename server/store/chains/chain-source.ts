/**
 * Where the files, trends and points of a dataset are. A chain has none of its own: views (migrations/1766280000000-dataset-chains.ts) give those
 * of its members. A query that is about one dataset reads from these, and so also works for a chain.
 */
import type { Database } from '../connection/database.ts';

/** The processing of all chains, as which they are addressed: `Minimum bias` `chain`. */
export const chainProcessing = 'chain';

/** Whether a dataset is a chain, or a trend is of one, by its ID. */
export function isChain(id: number): boolean {
  return id < 0;
}

/** The table of the files of a dataset, by its ID or that of a trend. That of a chain has the extracted ones only, one of each run. */
export function filesOf(id: number): 'file' | 'chain_file' {
  return isChain(id) ? 'chain_file' : 'file';
}

/** The column of the dataset that a file of `filesOf` is in: the member of a chain. */
export function memberColumn(id: number): 'dataset_id' | 'member_id' {
  return isChain(id) ? 'member_id' : 'dataset_id';
}

/** The table of the trends of a dataset, by its ID or that of a trend. */
export function trendsOf(id: number): 'trend' | 'chain_trend' {
  return isChain(id) ? 'chain_trend' : 'trend';
}

/** SQL of the IDs of the datasets that have the files of a dataset, given the parameter of its ID. */
export function membersSql(datasetId: number, parameter: string): string {
  return isChain(datasetId)
    ? `(SELECT member.dataset_id FROM chain_dataset AS member WHERE member.chain_id = ${parameter})`
    : `(SELECT ${parameter}::int)`;
}

/** The dataset that gives the points of a run of a dataset; undefined where no member of a chain has the run. */
export async function memberOf({ dataSource }: Database, datasetId: number, run: number): Promise<number | undefined> {
  if (!isChain(datasetId)) return datasetId;
  const [row] = await dataSource.query<{ id: number }[]>(
    'SELECT member_id AS id FROM chain_file WHERE dataset_id = $1 AND run_number = $2',
    [datasetId, run],
  );
  return row?.id;
}
