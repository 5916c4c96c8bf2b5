import type { Logger } from 'pino';
import type { AnomalyCache } from '../../store/anomalies.ts';
import type { PointCache } from '../../store/columns/point-cache.ts';
import type { Database } from '../../store/connection/database.ts';
import type { ElementRuns } from '../../histograms/element-runs.ts';
import type { HistogramReader } from '../../histograms/histogram-reader.ts';
import type { JobProcess } from '../../jobs/job-process.ts';
import type { ScanRunner } from '../../jobs/scan-runner.ts';
import type { Schedules } from '../../jobs/schedule/schedules.ts';
import type { RunServiceName } from '../../store/entities/index.ts';
import type { JudgedRuns } from './judged-runs.ts';
import type { Permissions } from '../auth/permissions.ts';
import type { Validation } from '../columns/response-cache.ts';

/** What the API reports about the installation. */
export interface Installation {
  readonly version: string;
  /** Whether it serves the sample data. */
  readonly sample: boolean;
  readonly eosRoot: string;
  readonly publicUrl: string | undefined;
  /** Hosts of OMS and Run Registry; undefined if they are not configured. */
  readonly services: Readonly<Record<RunServiceName, string>> | undefined;
}

/** What resolvers get of the server, the same for all requests. */
export interface ServerContext {
  readonly database: Database;
  /** For functions of server/jobs that enqueue jobs. */
  readonly jobs: JobProcess;
  readonly scans: Pick<ScanRunner, 'start' | 'progress'>;
  readonly schedules: Pick<Schedules, 'list' | 'pause' | 'resume'>;
  readonly histograms: Omit<HistogramReader, 'close'>;
  readonly installation: Installation;
  readonly log: Logger;
}

/** What resolvers get with each request. */
export interface Context extends ServerContext, Permissions {
  readonly points: PointCache;
  readonly anomalies: AnomalyCache;
  readonly judgedRuns: JudgedRuns;
  readonly elementRuns: Pick<ElementRuns, 'read' | 'readEach'>;
  /** How the response may be cached; undefined for a subscription. */
  readonly cacheability?: Validation | undefined;
  readonly requestId: string;
  /** Who edits: the user, or what else grants the permission. */
  readonly author: string;
  /** Whether login is configured. */
  readonly hasLogin: boolean;
  /** Has read tokens looked up again: one was revoked. */
  readonly forgetTokens: () => void;
  /** Address of the client, the key of rate limits. */
  readonly address: string;
}
