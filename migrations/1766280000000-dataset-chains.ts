import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Dataset chains of the settings. Views give their files and trends from those of their members, so that nothing is copied: of each run, the
 * extracted file of the first member that has one. IDs of chains are negative. That of a trend of a chain, also negative, is made of those of its
 * config and chain.
 */
export class DatasetChains1766280000000 implements MigrationInterface {
  name = 'DatasetChains1766280000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dataset_chain (
        id integer PRIMARY KEY CHECK (id BETWEEN -999 AND -1),
        name text NOT NULL UNIQUE
      );
      CREATE TABLE chain_member (
        chain_id integer NOT NULL REFERENCES dataset_chain,
        position integer NOT NULL,
        primary_dataset text NOT NULL,
        processing text NOT NULL,
        PRIMARY KEY (chain_id, position)
      );
      CREATE VIEW chain_dataset AS
        SELECT chain_id, position, dataset.id AS dataset_id
        FROM chain_member JOIN dataset USING (primary_dataset, processing);
      CREATE VIEW chain_file AS
        SELECT member.chain_id AS dataset_id, member.dataset_id AS member_id, file.xmin, file.id, file.path, file.run_number, file.era,
          file.state, file.size, file.modified_at, file.missing, file.release, file.global_tag, file.imported, file.extracted_at
        FROM chain_dataset AS member JOIN file ON file.dataset_id = member.dataset_id AND file.state = 'extracted'
        WHERE NOT EXISTS (
          SELECT FROM chain_dataset AS earlier JOIN file AS other ON other.dataset_id = earlier.dataset_id AND other.state = 'extracted'
          WHERE earlier.chain_id = member.chain_id AND earlier.position < member.position AND other.run_number = file.run_number
        );
      CREATE VIEW chain_trend AS
        SELECT chain_id - 1000 * config_id AS id, config_id, chain_id AS dataset_id, bool_or(has_data) AS has_data
        FROM chain_dataset JOIN trend USING (dataset_id) GROUP BY chain_id, config_id;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
