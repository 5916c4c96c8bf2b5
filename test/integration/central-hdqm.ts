/** Databases with the tables of CentralHDQM, for tests and benchmarks. */
import { Client } from 'pg';

/** The tables since 2022, as far as HDQM reads them: the points of a trend are one text. */
export const textSchema = `
  CREATE TABLE "Runs" (id serial PRIMARY KEY, rr_run_class text, rr_significant boolean, oms_data text);
  CREATE TABLE "GUIFiles" (path varchar PRIMARY KEY, short_name varchar, version varchar, run varchar, stream varchar, reco_path varchar);
  CREATE TABLE "Datasets" (id serial PRIMARY KEY, stream varchar, reco_path varchar);
  CREATE TABLE "Configs" (
    id serial PRIMARY KEY, subsystem varchar, name varchar, y_title varchar, plot_title varchar, metric varchar,
    relative_path varchar, histo1_path varchar, histo2_path varchar, reference_path varchar, threshold varchar
  );
  CREATE TABLE "Trends" (
    id serial PRIMARY KEY, subsystem varchar, dataset_id int REFERENCES "Datasets" (id), config_id int REFERENCES "Configs" (id), points text
  );`;

/** The tables until 2021, as far as HDQM reads them: a row for each point. */
export const rowSchema = `
  CREATE TABLE last_calculated_configs (
    id serial PRIMARY KEY, subsystem varchar NOT NULL, name varchar NOT NULL, metric varchar NOT NULL, plot_title varchar NOT NULL,
    y_title varchar NOT NULL, relative_path varchar NOT NULL, histo1_path varchar, histo2_path varchar, reference_path varchar, threshold int
  );
  CREATE TABLE historic_data_points (
    id serial PRIMARY KEY, run int NOT NULL, lumi int NOT NULL, dataset varchar NOT NULL, pd varchar NOT NULL, value float NOT NULL,
    error float NOT NULL, config_id int NOT NULL REFERENCES last_calculated_configs (id), main_me_id int NOT NULL,
    optional_me1_id int, optional_me2_id int, reference_me_id int
  );`;

/** A config of CentralHDQM for a test. */
export interface CentralConfig {
  readonly subsystem: string;
  readonly name: string;
  readonly metric: string;
  readonly main: string;
  readonly histo1?: string | undefined;
}

/** Executes work on a connection of its own. */
export async function onDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Adds a config, and returns its id. */
export async function addConfig(
  client: Client,
  table: 'Configs' | 'last_calculated_configs',
  { subsystem, name, metric, main, histo1 }: CentralConfig,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO "${table}" (subsystem, name, metric, plot_title, y_title, relative_path, histo1_path)
     VALUES ($1, $2, $3, 'title', 'y', $4, $5) RETURNING id`,
    [subsystem, name, metric, main, histo1 ?? null],
  );
  return rows[0]?.id ?? 0;
}

/** Adds a dataset with its files by run and era, and returns its id. */
export async function addDataset(
  client: Client,
  stream: string,
  recoPath: string,
  files: readonly (readonly [run: number, era: string])[],
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO "Datasets" (stream, reco_path) VALUES ($1, $2) RETURNING id',
    [stream, recoPath],
  );
  await client.query(
    `INSERT INTO "GUIFiles" (path, run, stream, reco_path)
     SELECT format('/eos/cms/store/group/comm_dqm/DQMGUI_data/X/%s/000%sxx/DQM_V0001_R%s__%s__%s-%s-v1__DQMIO.root',
       $1::text, run / 100, lpad(run::text, 9, '0'), $1, era, $2::text), run, $1, $2
     FROM unnest($3::int[], $4::text[]) AS f (run, era)`,
    [stream, recoPath, files.map(([run]) => run), files.map(([, era]) => era)],
  );
  return rows[0]?.id ?? 0;
}

/** Adds the text of a trend. */
export async function addTrend(
  client: Client,
  datasetId: number,
  configId: number,
  points: string | readonly (readonly [run: number, value: number, error: number])[],
): Promise<void> {
  const text =
    typeof points === 'string'
      ? points
      : `{${points.map(([run, value, error]) => `${run}: [${value}, ${error}]`).join(', ')}}`;
  await client.query('INSERT INTO "Trends" (subsystem, dataset_id, config_id, points) VALUES ($1, $2, $3, $4)', [
    '',
    datasetId,
    configId,
    text,
  ]);
}
