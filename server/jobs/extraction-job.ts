/** Jobs of the extraction queue: read these files for these configs. */
import { createHash } from 'node:crypto';
import type { CurrentPlan } from '../app/app.ts';
import type { FailedFile } from '../extract/outcome.ts';

/** Why files are read, in the order in which workers claim the jobs. */
export const jobKinds = ['retry', 'scan', 'recompute', 'backfill'] as const;
export type JobKind = (typeof jobKinds)[number];

/** What computes points: configs, and the metrics that they use. */
export type Computation = Pick<CurrentPlan, 'configs' | 'plugins'>;

/** What a worker needs to compute the same points as any other. */
export interface PlanKey {
  /** Hash of all configs, their revisions, and the versions of their metrics. */
  readonly id: string;
  /** Version of each metric module that the configs use. */
  readonly modules: Readonly<Record<string, string>>;
}

export interface ExtractionJob {
  readonly kind: JobKind;
  /** The request that the job is part of. */
  readonly batch: string;
  /** Null outside of a scan. */
  readonly scanId: number | null;
  readonly plan: PlanKey;
  /** Ids of the files of a dataset and run, the best first: the next one is read where one fails. */
  readonly files: readonly number[];
  /** Read an extracted file again for these configs alone: points of other configs, and the file's state, stay. Absent: all configs. */
  readonly configIds?: readonly number[];
  /** Read a poison file, too: requested by an operator. */
  readonly force?: boolean;
}

/** What a job did. */
export interface ExtractionOutcome {
  /** Path of the best file. */
  readonly path: string;
  readonly extracted: boolean;
  readonly points: number;
  readonly failed: readonly FailedFile[];
  /** Paths of files that are no longer in the tree. */
  readonly missing: readonly string[];
}

/** The priority of a job: by kind, then by position in its batch. Higher ones are claimed first. */
export function jobPriority(kind: JobKind, position: number): number {
  const maxBatch = 100_000_000;
  return (jobKinds.length - jobKinds.indexOf(kind)) * maxBatch - position;
}

/** The key of the plan of this process. */
export function planKey({ configs, plugins }: Computation): PlanKey {
  const used = new Set(configs.map(({ expression }) => expression.module));
  const modules: Record<string, string> = {};
  for (const { module, version } of plugins.metrics.values()) if (used.has(module)) modules[module] = version;
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(modules).sort()));
  for (const { configId, revision } of configs) hash.update(`${configId}.${revision} `);
  return { id: hash.digest('hex').slice(0, 16), modules };
}

/** Why a process with the plan `own` cannot do a job of the plan `wanted`; undefined where it can. */
export function planDifference(wanted: PlanKey, own: PlanKey): string | undefined {
  for (const [module, version] of Object.entries(wanted.modules)) {
    if (own.modules[module] === undefined) return `metric module ${module} not found: check HDQM_METRICS`;
    if (own.modules[module] !== version) return `metric module ${module} has a different version on this machine`;
  }
  return wanted.id === own.id ? undefined : 'the configs changed after the job was enqueued';
}
