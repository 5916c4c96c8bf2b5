/** The dataset chains of the settings. */
import { nearestNames } from '../../names/nearest.ts';
import type { Database } from '../connection/database.ts';

/** The name of a dataset, e.g. `ZeroBias` and `PromptReco`. */
export interface ChainMember {
  readonly primaryDataset: string;
  readonly processing: string;
}

/** A chain of datasets: of each run, the first member that has it gives the points. */
export interface DatasetChain {
  readonly name: string;
  readonly members: readonly ChainMember[];
}

/** What the database says of a chain. */
export interface CheckedChain<Chain extends DatasetChain = DatasetChain> {
  readonly chain: Chain;
  /** Whether a dataset with files has its name as primary dataset: links would be ambiguous. */
  readonly isTaken: boolean;
  /** Members without a file yet, with up to three datasets of a similar name. */
  readonly without: readonly { readonly member: ChainMember; readonly similar: readonly string[] }[];
}

/** Max. number of similar names. */
const maxSimilar = 3;

/** Compares chains with the datasets that have files. */
export async function checkChains<Chain extends DatasetChain>(
  { dataSource }: Database,
  chains: readonly Chain[],
): Promise<CheckedChain<Chain>[]> {
  const datasets = await dataSource.query<ChainMember[]>(
    `SELECT primary_dataset AS "primaryDataset", processing FROM dataset
     WHERE EXISTS (SELECT FROM file WHERE file.dataset_id = dataset.id) ORDER BY 1, 2`,
  );
  const names = datasets.map(memberName);
  const primaryDatasets = new Set(datasets.map(({ primaryDataset }) => primaryDataset.toLowerCase()));
  return chains.map((chain) => ({
    chain,
    isTaken: primaryDatasets.has(chain.name.toLowerCase()),
    without: chain.members
      .filter((member) => !names.includes(memberName(member)))
      .map((member) => ({ member, similar: nearestNames(memberName(member), names, maxSimilar) })),
  }));
}

/** The name of a member as in the settings: `ZeroBias/PromptReco`. */
export function memberName({ primaryDataset, processing }: ChainMember): string {
  return `${primaryDataset}/${processing}`;
}

/** Stores the chains, and removes others. That of a name keeps its ID: links to its trends stay valid. */
export async function storeChains({ dataSource }: Database, chains: readonly DatasetChain[]): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('LOCK TABLE dataset_chain IN SHARE ROW EXCLUSIVE MODE');
    // What does not change is not written: every write makes cached responses stale.
    await manager.query(
      `INSERT INTO dataset_chain (id, name)
       SELECT coalesce((SELECT min(id) FROM dataset_chain), 0) - row_number() OVER (ORDER BY index), name
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, index)
       WHERE NOT EXISTS (SELECT FROM dataset_chain AS stored WHERE stored.name = wanted.name)`,
      [chains.map(({ name }) => name)],
    );
    const rows = chains.flatMap(({ name, members }) =>
      members.map((member, position) => ({ name, position, ...member })),
    );
    const wanted = `SELECT id AS chain_id, position, "primaryDataset" AS primary_dataset, processing
      FROM jsonb_to_recordset($1::jsonb) AS row (name text, position int, "primaryDataset" text, processing text)
      JOIN dataset_chain USING (name)`;
    const parameters = [JSON.stringify(rows)];
    const [, removed] = await manager.query<[unknown, number]>(
      `DELETE FROM chain_member AS stored WHERE NOT EXISTS (
         SELECT FROM (${wanted}) AS wanted WHERE (wanted.chain_id, wanted.position, wanted.primary_dataset, wanted.processing)
           = (stored.chain_id, stored.position, stored.primary_dataset, stored.processing))`,
      parameters,
    );
    const added = await manager.query<unknown[]>(
      `INSERT INTO chain_member (chain_id, position, primary_dataset, processing) ${wanted} ON CONFLICT DO NOTHING RETURNING chain_id`,
      parameters,
    );
    // Tables of few rows are not analyzed automatically, and without statistics the database reads all files of a chain to find the latest.
    if (removed > 0 || added.length > 0) await manager.query('ANALYZE dataset_chain, chain_member');
  });
}
