/** The content of a database, for comparison: everything that scans store, without ids, times and numbers of attempts. */
import { Client } from 'pg';
import { dropUrl, scannedUrl } from '../database.ts';

export interface Content {
  readonly points: readonly unknown[];
  readonly files: readonly unknown[];
  readonly trends: readonly unknown[];
  readonly configs: readonly unknown[];
  readonly runs: readonly unknown[];
  readonly displayGroups: readonly unknown[];
}

const queries: Readonly<Record<keyof Content, string>> = {
  points: `SELECT c.subsystem, c.name, d.primary_dataset, d.processing, p.run_number, p.value, p.error_low, p.error_high, p.entries, p.failure,
             p.reason, p.revision, f.path
           FROM point p JOIN trend t ON t.id = p.trend_id JOIN config c ON c.id = t.config_id JOIN dataset d ON d.id = t.dataset_id
             JOIN file f ON f.id = p.file_id
           ORDER BY 1, 2, 3, 4, 5`,
  files: `SELECT f.path, d.primary_dataset, d.processing, f.run_number, f.era, f.processing_version, f.tier, f.version, f.state, f.reason, f.size,
            (SELECT array_agg(c.subsystem || '/' || c.name ORDER BY c.subsystem, c.name) FROM config c WHERE c.id = ANY (f.missing)) AS missing
          FROM file f JOIN dataset d ON d.id = f.dataset_id
          ORDER BY 1`,
  trends: `SELECT c.subsystem, c.name, d.primary_dataset, d.processing, t.has_data
           FROM trend t JOIN config c ON c.id = t.config_id JOIN dataset d ON d.id = t.dataset_id ORDER BY 1, 2, 3, 4`,
  configs: `SELECT c.subsystem, c.name, c.revision, c.active, c.backfill, c.metric FROM config c ORDER BY 1, 2`,
  runs: 'SELECT number, oms, rr FROM run ORDER BY 1',
  displayGroups: 'SELECT subsystem, name FROM display_group ORDER BY 1, 2',
};

/** Reads the content of a database. */
export async function contentOf(url: string): Promise<Content> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const content: Record<string, unknown[]> = {};
    for (const [name, query] of Object.entries(queries)) content[name] = (await client.query(query)).rows;
    return content as unknown as Content;
  } finally {
    await client.end();
  }
}

/** The content after an undisturbed scan of the sample's tree. */
export async function sampleContent(): Promise<Content> {
  const url = await scannedUrl('tree');
  const content = await contentOf(url);
  await dropUrl(url);
  return content;
}

/** The differences of two contents, a line each, at most five of each kind. */
export function differences(expected: Content, found: Content): string[] {
  return Object.keys(queries).flatMap((name) => {
    const [before, after] = [expected, found].map((content) =>
      content[name as keyof Content].map((row) => JSON.stringify(row)),
    );
    const [had, has] = [new Set(before), new Set(after)];
    const missing = [...had].filter((row) => !has.has(row)).map((row) => `missing from ${name}: ${row}`);
    const added = [...has].filter((row) => !had.has(row)).map((row) => `unexpected in ${name}: ${row}`);
    const count = before?.length === after?.length ? [] : [`${name}: ${after?.length} instead of ${before?.length}`];
    return [...count, ...missing.slice(0, 5), ...added.slice(0, 5)].map((line) => line.slice(0, 500));
  });
}
