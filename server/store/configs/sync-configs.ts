import type { EntityManager } from 'typeorm';
import type { Computation, Configs, ConfigSection, Guidance, Paths } from '../../plan/plan.ts';
import type { Formula } from '../../plan/formula/formula.ts';
import type { ProblemGroup } from '../../plan/problem.ts';
import type { Database } from '../connection/database.ts';
import type { Config } from '../entities/index.ts';
import { replaceConfigProblems } from './config-problems.ts';

/** Number of configs by what a synchronization did to them. */
export interface SyncResult {
  readonly added: number;
  /** With a new revision: the computation changed. */
  readonly changed: number;
  /** Only texts, limits or position in the files changed. */
  readonly relabeled: number;
  /** Removed from the files: inactive, with their points. */
  readonly removed: number;
  /** In the files again. */
  readonly restored: number;
  readonly unchanged: number;
}

type ConfigRow = Omit<Config, 'backfill'>;

/** Advisory lock of a synchronization. */
const synchronizationLock = 0x48_44_51_50;

/**
 * Updates the configs of the database from the files; points are not modified. Configs with a problem in their section or an unreadable file
 * keep their state. `problems`, of the files and of the plugins, replace those of the synchronization before. Writes nothing where nothing
 * changed.
 */
export async function synchronizeConfigs(
  { dataSource }: Database,
  configs: Configs,
  problems: readonly ProblemGroup[] = [],
): Promise<SyncResult> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [synchronizationLock]);
    const rows = await manager.query<ConfigRow[]>(
      `SELECT id, subsystem, name, title, y_title AS "yTitle", revision, metric, metric_revision AS "metricRevision", paths, threshold,
         reference_run AS "referenceRun", formula, description, contact, action, limits, alarms, min_entries AS "minEntries", active, problem, file,
         line
       FROM config`,
    );
    const known = new Map(rows.map((row) => [keyOf(row), row]));
    const added: ConfigSection[] = [];
    const changed: { id: number; section: ConfigSection }[] = [];
    const updated: { id: number; section: ConfigSection; repaired: boolean }[] = [];
    let restored = 0;
    let relabeled = 0;
    for (const section of configs.sections) {
      const row = known.get(keyOf(section));
      known.delete(keyOf(section));
      if (row === undefined) {
        added.push(section);
        continue;
      }
      if (!hasSameComputation(row, section.computation)) changed.push({ id: row.id, section });
      if (!row.active) restored += 1;
      if (!hasSameLabels(row, section) || !row.active || row.problem !== null) {
        updated.push({ id: row.id, section, repaired: row.problem !== null });
        if (row.active && hasSameComputation(row, section.computation)) relabeled += 1;
      }
    }
    await addConfigs(manager, added);
    await reviseConfigs(manager, changed);
    await updateConfigs(manager, updated);
    await storeGuidance(manager, [...added, ...updated.map(({ section }) => section)]);
    const { removed, retained } = await retireConfigs(manager, [...known.values()], configs);
    await replaceGroups(manager, configs);
    await replaceConfigProblems(manager, problems);
    return {
      added: added.length,
      changed: changed.length,
      relabeled,
      restored,
      removed,
      unchanged: rows.length - changed.length - relabeled - restored - removed - retained,
    };
  });
}

function keyOf({ subsystem, name }: { subsystem: string; name: string }): string {
  return `${subsystem}/${name}`;
}

function hasSameComputation(row: ConfigRow, computation: Computation): boolean {
  const { metric, metricRevision, paths, threshold, referenceRun, formula } = computation;
  return (
    row.metric === metric &&
    row.metricRevision === metricRevision &&
    row.threshold === (threshold ?? null) &&
    row.referenceRun === (referenceRun ?? null) &&
    formulaText(row.formula) === formulaText(formula) &&
    hasSamePaths(row.paths, paths)
  );
}

/** The same text for the same formula, whatever the order of its keys. */
function formulaText(formula: Formula | null | undefined): string {
  return formula ? JSON.stringify([formula.expression, formula.correlation]) : '';
}

function hasSamePaths(a: Paths, b: Paths): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Paths>;
  return [...names].every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}

function hasSameLabels(row: ConfigRow, section: ConfigSection): boolean {
  return (
    row.title === section.title &&
    row.yTitle === section.yTitle &&
    row.file === section.file &&
    row.line === section.line &&
    guidanceText(row) === guidanceText(section.guidance)
  );
}

function guidanceText({ description, contact, action, limits, alarms, minEntries }: Guidance): string {
  const ranges = limits.map(({ severity, scope, min, max }) => [severity, scope, min, max]);
  return JSON.stringify([description, contact, action, ranges, alarms, minEntries]);
}

async function addConfigs(manager: EntityManager, sections: readonly ConfigSection[]): Promise<void> {
  if (sections.length === 0) return;
  await manager.query(
    `INSERT INTO config (subsystem, name, title, y_title, revision, metric, metric_revision, paths, threshold, reference_run, formula,
       active, backfill, file, line)
     SELECT subsystem, name, title, y_title, 1, metric, metric_revision, paths, threshold, reference_run, formula, true, true, file, line
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::jsonb[], $8::float8[], $9::int[], $10::jsonb[],
         $11::text[], $12::int[])
       AS s (subsystem, name, title, y_title, metric, metric_revision, paths, threshold, reference_run, formula, file, line)`,
    [
      sections.map(({ subsystem }) => subsystem),
      sections.map(({ name }) => name),
      sections.map(({ title }) => title),
      sections.map(({ yTitle }) => yTitle),
      ...computationColumns(sections),
      sections.map(({ file }) => file),
      sections.map(({ line }) => line),
    ],
  );
  await manager.query(
    `INSERT INTO config_revision (config_id, revision, metric, metric_revision, paths, threshold, reference_run, formula)
     SELECT id, revision, metric, metric_revision, paths, threshold, reference_run, formula FROM config
     WHERE NOT EXISTS (SELECT FROM config_revision r WHERE r.config_id = config.id)`,
  );
}

/** Gives each config a new revision; existing points keep the revision that computed them, except those of derived trends: all are computed again. */
async function reviseConfigs(
  manager: EntityManager,
  changed: readonly { id: number; section: ConfigSection }[],
): Promise<void> {
  if (changed.length === 0) return;
  const sections = changed.map(({ section }) => section);
  await manager.query(
    `WITH revised AS (
       UPDATE config SET revision = revision + 1, metric = s.metric, metric_revision = s.metric_revision, paths = s.paths,
         threshold = s.threshold, reference_run = s.reference_run, formula = s.formula, backfill = config.backfill OR s.formula IS NOT NULL
       FROM unnest($1::int[], $2::text[], $3::int[], $4::jsonb[], $5::float8[], $6::int[], $7::jsonb[])
         AS s (id, metric, metric_revision, paths, threshold, reference_run, formula)
       WHERE config.id = s.id
       RETURNING config.id, revision, config.metric, config.metric_revision, config.paths, config.threshold, config.reference_run,
         config.formula
     )
     INSERT INTO config_revision (config_id, revision, metric, metric_revision, paths, threshold, reference_run, formula)
     SELECT * FROM revised`,
    [changed.map(({ id }) => id), ...computationColumns(sections)],
  );
}

/** Updates labels and state; a config that could not be computed for a while is backfilled. */
async function updateConfigs(
  manager: EntityManager,
  updated: readonly { id: number; section: ConfigSection; repaired: boolean }[],
): Promise<void> {
  if (updated.length === 0) return;
  await manager.query(
    `UPDATE config SET title = s.title, y_title = s.y_title, file = s.file, line = s.line, problem = NULL,
       backfill = config.backfill OR s.repaired OR NOT config.active, active = true
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[], $6::boolean[]) AS s (id, title, y_title, file, line, repaired)
     WHERE config.id = s.id`,
    [
      updated.map(({ id }) => id),
      updated.map(({ section }) => section.title),
      updated.map(({ section }) => section.yTitle),
      updated.map(({ section }) => section.file),
      updated.map(({ section }) => section.line),
      updated.map(({ repaired }) => repaired),
    ],
  );
}

async function storeGuidance(manager: EntityManager, sections: readonly ConfigSection[]): Promise<void> {
  if (sections.length === 0) return;
  await manager.query(
    `UPDATE config SET description = s.description, contact = s.contact, action = s.action, limits = s.limits, alarms = s.alarms,
       min_entries = s."minEntries"
     FROM jsonb_to_recordset($1) AS s (subsystem text, name text, description text, contact text, action text, limits jsonb, alarms text[],
       "minEntries" float8)
     WHERE config.subsystem = s.subsystem AND config.name = s.name`,
    [JSON.stringify(sections.map(({ subsystem, name, guidance }) => ({ subsystem, name, ...guidance })))],
  );
}

/** Deactivates configs that are no longer in the files, unless their section has a problem or their file is unreadable. */
async function retireConfigs(
  manager: EntityManager,
  rows: readonly ConfigRow[],
  { problems, unreadableFiles }: Configs,
): Promise<{ removed: number; retained: number }> {
  const problemOf = new Map(
    problems.flatMap(({ subsystem, names = [], message }) =>
      names.map((name) => [keyOf({ subsystem, name }), message] as const),
    ),
  );
  const unreadable = new Set(unreadableFiles);
  const missing: number[] = [];
  const broken: { id: number; problem: string }[] = [];
  let retained = 0;
  for (const row of rows) {
    const problem =
      problemOf.get(keyOf(row)) ?? (unreadable.has(row.file) ? `file not readable: ${row.file}` : undefined);
    if (problem === undefined) {
      if (row.active) missing.push(row.id);
      else retained += 1;
    } else {
      retained += 1;
      if (row.problem !== problem) broken.push({ id: row.id, problem });
    }
  }
  if (missing.length > 0) {
    await manager.query('UPDATE config SET active = false, problem = NULL WHERE id = ANY ($1)', [missing]);
  }
  if (broken.length > 0) {
    await manager.query(
      'UPDATE config SET problem = b.problem FROM unnest($1::int[], $2::text[]) AS b (id, problem) WHERE config.id = b.id',
      [broken.map(({ id }) => id), broken.map(({ problem }) => problem)],
    );
  }
  return { removed: missing.length, retained };
}

async function replaceGroups(manager: EntityManager, { groups }: Configs): Promise<void> {
  const current = await manager.query<unknown[]>(
    'SELECT subsystem, name, title, y_title AS "yTitle", members, correlation FROM display_group ORDER BY position',
  );
  const wanted = groups.map(({ subsystem, name, title, yTitle, members, correlation }) => ({
    subsystem,
    name,
    title,
    yTitle,
    members,
    correlation,
  }));
  if (JSON.stringify(current) === JSON.stringify(wanted)) return;
  await manager.query('DELETE FROM display_group');
  await manager.query(
    `INSERT INTO display_group (position, subsystem, name, title, y_title, members, correlation)
     SELECT position, subsystem, name, title, y_title, ARRAY(SELECT jsonb_array_elements_text(members)), correlation
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::boolean[])
       AS g (position, subsystem, name, title, y_title, members, correlation)`,
    [
      wanted.map((_, position) => position),
      wanted.map(({ subsystem }) => subsystem),
      wanted.map(({ name }) => name),
      wanted.map(({ title }) => title),
      wanted.map(({ yTitle }) => yTitle),
      wanted.map(({ members }) => JSON.stringify(members)),
      wanted.map(({ correlation }) => correlation),
    ],
  );
}

/** Column arrays of metric, its revision, paths, threshold, reference run and formula. */
function computationColumns(sections: readonly ConfigSection[]): unknown[][] {
  return [
    sections.map(({ computation }) => computation.metric),
    sections.map(({ computation }) => computation.metricRevision),
    sections.map(({ computation }) => JSON.stringify(computation.paths)),
    sections.map(({ computation }) => computation.threshold ?? null),
    sections.map(({ computation }) => computation.referenceRun ?? null),
    sections.map(({ computation: { formula } }) => (formula ? JSON.stringify(formula) : null)),
  ];
}
