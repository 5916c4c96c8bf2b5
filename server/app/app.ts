/** The application: what every command is given, i.e. settings, log, database and storage, and the current plan. */
import path from 'node:path';
import type { Logger } from 'pino';
import { openLog } from './log.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { DqmStorage } from '../storage/storage.ts';
import type { Services } from '../enrich/services.ts';
import { loadConfigs } from '../plan/configs.ts';
import type { Configs, PlannedConfig } from '../plan/plan.ts';
import { groupProblems } from '../plan/problem.ts';
import { parseExpression } from '../plan/expression.ts';
import { loadPlugins, type Plugins } from '../plugins/plugins.ts';
import { projectRoot } from './project.ts';
import { synchronizeChains } from './dataset-chains.ts';
import { readFlagColumns } from './rules/flag-columns.ts';
import { readQuantities } from './rules/quantities.ts';
import { readReferenceRuns } from './rules/reference-runs.ts';
import { readRunLabels } from './rules/run-labels.ts';
import { readSignificanceRules, requireSignificanceRules, type SignificanceRules } from './rules/significance.ts';
import { servicesConfigured, type Settings } from './settings.ts';
import { closeAll } from './shutdown.ts';
import { deriveNewTrends } from '../store/derived/derive-points.ts';
import { computedConfigs } from '../store/configs/configs.ts';
import { synchronizeConfigs, type SyncResult } from '../store/configs/sync-configs.ts';
import { type Database, openDatabase } from '../store/connection/database.ts';
import { storeRunLabels } from '../store/runs/labels/run-labels.ts';
import { storeFlagColumns } from '../store/runs/certification/flags.ts';
import { LogWriter } from '../store/log-lines.ts';

/** The application on one database. */
export interface App {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  /** The tree of DQM files. */
  readonly storage: DqmStorage;
  /** Aborted by `stop`: no further files are started. */
  readonly stopping: AbortSignal;
  stop(): void;
  /** Clients of OMS and Run Registry, created at the first call; undefined where not configured. Rejects with a CertificateFileError. */
  services(): Promise<Services | undefined>;
  /** The rules of significance, read at the first call. Rejects with a SettingsError where they are not valid. */
  significance(): Promise<SignificanceRules>;
  /** Closes everything; an embedded database stops when its last user leaves. */
  close(): Promise<void>;
}

/** Opens storage, log and database, and runs pending migrations. */
export async function openApp(settings: Settings): Promise<App> {
  const storage = await openStorage(settings);
  const database = await openDatabase({ url: settings.DATABASE_URL, dataFolder: settings.HDQM_DATA }).catch(
    async (error: unknown) => {
      await storage.close();
      throw error;
    },
  );
  const archive = new LogWriter(database);
  const log = openLog(settings, archive);
  if (database.migrated.length > 0)
    log.info({ migrations: database.migrated, database: database.label }, 'database migrated');
  const stopping = new AbortController();
  let services: Promise<Services> | undefined;
  let significance: Promise<SignificanceRules> | undefined;
  return {
    settings,
    log,
    database,
    storage,
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    services: async () => {
      if (!servicesConfigured(settings)) return undefined;
      const { openServices } = await import('../enrich/services.ts'); // loading the HTTP client takes 0.1 s
      return (services ??= openServices({
        ...settings,
        ...(settings.sample ? { sampleAnswers: path.join(projectRoot, 'test/sample/stand-in') } : {}),
      }));
    },
    significance: () => (significance ??= requireSignificanceRules(settings.HDQM_CONFIGS)),
    close: async () => {
      // A failure to create the clients has been reported by `services`.
      const clients = await services?.catch(() => undefined);
      await closeAll(
        () => clients?.close(),
        () => storage.close(),
        () => archive.flush(),
        () => database.close(),
      );
    },
  };
}

/** What to compute, from the current configs and plugins. */
export interface CurrentPlan {
  /** The configs that can be computed. */
  readonly configs: readonly (PlannedConfig & {
    readonly subsystem: string;
    readonly name: string;
    readonly backfill: boolean;
  })[];
  readonly synchronized: SyncResult;
  readonly read: Configs;
  readonly plugins: Plugins;
}

/** Loads plugins and configs, and synchronizes the database with them, with the points of new derived trends. */
export async function synchronize({ settings, log, database, stopping }: App): Promise<CurrentPlan> {
  const plugins = await loadPlugins(settings.HDQM_METRICS);
  for (const { file, line, message } of plugins.problems) log.error({ file, line }, `metric: ${message}`);
  const quantities = await readQuantities(settings.HDQM_CONFIGS);
  const read = await loadConfigs(settings.HDQM_CONFIGS, { ...plugins, quantities: quantities.names });
  if (read.problems.length > 0) {
    log.warn({ problems: read.problems.length }, 'configs with problems skipped, `hdqm check` lists them');
  }
  const subsystems = [...new Set(read.sections.map(({ subsystem }) => subsystem))];
  const flags = await readFlagColumns(settings.HDQM_CONFIGS, subsystems);
  await storeFlagColumns(database, flags.columns);
  const significance = await readSignificanceRules(settings.HDQM_CONFIGS);
  const references = await readReferenceRuns(settings.HDQM_CONFIGS, subsystems);
  const chains = await synchronizeChains(database, settings);
  const labels = await readRunLabels(settings.HDQM_CONFIGS);
  await storeRunLabels(database, labels);
  const rules = [flags, significance, quantities, references, chains, labels];
  const ruleProblems = rules.flatMap(({ problems }) => problems);
  const problems = groupProblems([...plugins.problems, ...read.problems, ...ruleProblems]);
  const synchronized = await synchronizeConfigs(database, read, problems);
  log.info(synchronized, 'configs synchronized');
  await deriveNewTrends(database, stopping);
  return { configs: await plannedConfigs(database, read), synchronized, read, plugins };
}

/** Loads the configs of the database, as last synchronized by a scan, and this process's plugins. Read-only. */
export async function loadPlan({ settings, database }: App): Promise<Pick<CurrentPlan, 'configs' | 'plugins'>> {
  return { configs: await plannedConfigs(database), plugins: await loadPlugins(settings.HDQM_METRICS) };
}

/** The configs at their current revision. An expression that the config reader has parsed is not parsed again. */
async function plannedConfigs(database: Database, read?: Configs): Promise<CurrentPlan['configs']> {
  const parsed = new Map(
    read?.sections.map(({ computation, expression }) => [computation.metric, expression] as const),
  );
  return (await computedConfigs(database)).map(({ id, metric, threshold, referenceRun, ...config }) => ({
    ...config,
    configId: id,
    expression: parsed.get(metric) ?? parseExpression(metric),
    ...(threshold === null ? {} : { threshold }),
    ...(referenceRun === null ? {} : { referenceRun }),
  }));
}
