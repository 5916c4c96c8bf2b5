/** What all commands stand on: settings, log, database, metrics and configs, put together in one place. */
import path from 'node:path';
import type { Logger } from 'pino';
import { openLog } from './log.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { DqmStorage } from '../storage/storage.ts';
import type { Services } from '../enrich/services.ts';
import { loadConfigs } from '../plan/configs.ts';
import type { Configs, PlannedConfig } from '../plan/plan.ts';
import { parseExpression } from '../plan/expression.ts';
import { loadPlugins, type Plugins } from '../plugins/plugins.ts';
import { projectRoot, servicesConfigured, type Settings } from './settings.ts';
import { computedConfigs } from '../store/configs.ts';
import { synchronizeConfigs, type SyncResult } from '../store/sync-configs.ts';
import { type Database, openDatabase } from '../store/connection/database.ts';
import { LogWriter } from '../store/log-lines.ts';

/** HDQM at work on one database. */
export interface App {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  /** The tree of DQM files. */
  readonly storage: DqmStorage;
  /** Set by `stop`: work on files ends after those that are being read. */
  readonly stopping: AbortSignal;
  stop(): void;
  /** OMS and Run Registry, opened when they are first needed; undefined where none are set. Rejects with a CertificateFileError. */
  services(): Promise<Services | undefined>;
  /** Leaves the database; an embedded one stops with the last that leaves. */
  close(): Promise<void>;
}

/** Opens the database of the settings and brings it up to date. */
export async function openApp(settings: Settings): Promise<App> {
  const storage = await openStorage(settings);
  const database = await openDatabase({ url: settings.DATABASE_URL, dataFolder: settings.HDQM_DATA });
  const keeper = new LogWriter(database);
  const log = openLog(settings, keeper);
  if (database.migrated.length > 0)
    log.info({ migrations: database.migrated, database: database.label }, 'database migrated');
  const stopping = new AbortController();
  let services: Promise<Services> | undefined;
  return {
    settings,
    log,
    database,
    storage,
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    services: async () => {
      if (!servicesConfigured(settings)) return undefined;
      const { openServices } = await import('../enrich/services.ts'); // with what speaks HTTP, it takes long to load
      return (services ??= openServices({
        ...settings,
        ...(settings.sample ? { sampleAnswers: path.join(projectRoot, 'test/sample/services') } : {}),
      }));
    },
    close: async () => {
      // Services that could not be opened have told so already.
      await (await services?.catch(() => undefined))?.close();
      await storage.close();
      await keeper.flush();
      await database.close();
    },
  };
}

/** What is to be computed, as the files and plugins of this moment say. */
export interface CurrentPlan {
  /** All that can be computed. */
  readonly configs: readonly (PlannedConfig & {
    readonly subsystem: string;
    readonly name: string;
    readonly backfill: boolean;
  })[];
  readonly synchronised: SyncResult;
  readonly read: Configs;
  readonly plugins: Plugins;
}

/** Reads plugins and configs anew and brings the database to them. */
export async function synchronize({ settings, log, database }: App): Promise<CurrentPlan> {
  const plugins = await loadPlugins(settings.HDQM_METRICS);
  for (const { file, line, message } of plugins.problems) log.error({ file, line }, `metric: ${message}`);
  const read = await loadConfigs(settings.HDQM_CONFIGS, plugins);
  if (read.problems.length > 0) {
    log.warn({ problems: read.problems.length }, 'some configs are left out: `hdqm check` lists them');
  }
  const synchronised = await synchronizeConfigs(database, read);
  log.info(synchronised, 'configs synchronised');
  return { configs: await plannedConfigs(database, read), synchronised, read, plugins };
}

/** The stored configs and the plugins of this machine: what a worker computes. Changes nothing. */
export async function loadPlan({ settings, database }: App): Promise<Pick<CurrentPlan, 'configs' | 'plugins'>> {
  return { configs: await plannedConfigs(database), plugins: await loadPlugins(settings.HDQM_METRICS) };
}

/** The configs at their current revision. An expression that the config reader has parsed is not parsed again. */
async function plannedConfigs(database: Database, read?: Configs): Promise<CurrentPlan['configs']> {
  const parsed = new Map(read?.sections.map(({ computation, expression }) => [computation.metric, expression]));
  return (await computedConfigs(database)).map(({ id, metric, threshold, referenceRun, ...config }) => ({
    ...config,
    configId: id,
    expression: parsed.get(metric) ?? parseExpression(metric),
    ...(threshold === null ? {} : { threshold }),
    ...(referenceRun === null ? {} : { referenceRun }),
  }));
}
