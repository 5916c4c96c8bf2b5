/**
 * What happens to a run's attributes:  which runs to query (store) -> OMS, Run Registry (enrich) -> store.
 *
 * Runs that a service did not answer for stay pending and are queried again.
 */
import type { Answer } from '../enrich/answer.ts';
import { batchRuns, type RunRange } from '../enrich/ranges.ts';
import { judgeRun } from '../enrich/run-registry.ts';
import { ServiceError } from '../enrich/service-error.ts';
import type { Services } from '../enrich/services.ts';
import { serviceErrors, serviceRuns } from '../app/telemetry.ts';
import type { App } from '../app/app.ts';
import { deriveRuns } from './certification/derive.ts';
import {
  type JudgeRun,
  runsToQuery,
  storeQueryFailure,
  storeOms,
  storeRegistry,
  type Wanted,
} from '../store/runs/run-services.ts';
import { countPending } from '../store/runs/service-status.ts';
import { Field, ObjectType } from '../store/entities/graphql-decorators.ts';
import { type RunServiceName, runServices } from '../store/entities/index.ts';

/** The result of querying a service. */
@ObjectType({ description: 'Result of querying OMS or Run Registry.' })
export class EnrichResult {
  @Field(() => String, { description: 'Name of the service: oms or rr.' })
  readonly service!: RunServiceName;

  @Field(({ Int }) => Int, { description: 'Number of runs queried.' })
  readonly queried!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service knows.' })
  readonly known!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service does not know.' })
  readonly unknown!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs without an answer.' })
  readonly pending!: number;

  @Field(() => String, { nullable: true, description: 'Why there was no answer.' })
  readonly reason: string | undefined;
}

export interface EnrichmentSummary {
  readonly services: readonly EnrichResult[];
  /** All runs that a service has not answered for. */
  readonly pending: number;
}

/**
 * Queries the services, or one of them, for runs and stores their answers; undefined where they are not configured. Throws only what is not
 * the fault of a service, such as a SettingsError where the significance rules are not valid.
 */
export async function enrichRuns(
  app: Pick<App, 'database' | 'log' | 'stopping' | 'settings' | 'services' | 'significance'>,
  wanted: Wanted,
  only?: RunServiceName | null,
): Promise<EnrichmentSummary | undefined> {
  await deriveRuns(app);
  const services = await app.services();
  if (!services) return undefined;
  const { database, log, stopping, settings } = app;
  const { rules } = await app.significance();
  const judge: JudgeRun = (registry, lumi) => judgeRun(registry, lumi, rules);
  const summaries = await Promise.all(
    (only ? [only] : runServices).map(async (service) => {
      const ranges = batchRuns(await runsToQuery(database, service, wanted));
      const tally = { queried: 0, known: 0, unknown: 0, pending: 0, reason: undefined as string | undefined };
      const recordFailure = async (runs: readonly number[], reason: string, retryAfter?: Date): Promise<void> => {
        tally.pending += runs.length;
        tally.reason ??= reason;
        const delaySeconds = settings.SERVICE_RETRY_SECONDS;
        await storeQueryFailure(database, service, runs, { reason, retryAfter, delaySeconds });
      };
      // The newest runs first: they are what shifters look at.
      for (const [index, range] of ranges.reverse().entries()) {
        if (stopping.aborted) break;
        try {
          const { known, unusable, incomplete } = await query(services, database, service, range, {
            judge,
            stopping,
            settings,
          });
          tally.queried += range.runs.length;
          tally.known += known;
          tally.unknown += range.runs.length - known - unusable.size;
          for (const [run, reason] of unusable) await recordFailure([run], reason);
          const [missing] = incomplete.values();
          if (missing) log.warn({ service, runs: incomplete.size }, `runs incomplete: ${missing.reason}`);
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          if (stopping.aborted) break; // aborted by us
          serviceErrors.inc({ service });
          log.warn({ service, runs: range.runs.length }, error.message);
          // Where the circuit is open, or the service sent Retry-After, the remaining runs are not queried either.
          const rests = services[service].service.isCircuitOpen || error.retryAfter !== undefined;
          const left = rests ? ranges.slice(index).flatMap(({ runs }) => runs) : range.runs;
          tally.queried += left.length;
          await recordFailure(left, error.message, error.retryAfter);
          if (rests) break;
        }
      }
      const { known, unknown, pending } = tally;
      for (const [answer, count] of Object.entries({ known, unknown, unanswered: pending }))
        serviceRuns.inc({ service, answer }, count);
      if (tally.queried > 0) log.info({ service, ...tally }, 'runs queried');
      return { service, ...tally };
    }),
  );
  return { services: summaries, pending: (await countPending(database)).runs };
}

/** Queries a service for a range of runs and stores its answer. Throws a ServiceError. */
async function query(
  services: Services,
  database: App['database'],
  service: RunServiceName,
  range: RunRange,
  { judge, stopping: signal, settings }: Pick<App, 'stopping' | 'settings'> & { readonly judge: JudgeRun },
): Promise<Omit<Answer<unknown>, 'known'> & { readonly known: number }> {
  const { SERVICE_RETRY_SECONDS: delaySeconds } = settings;
  const answered = (unusable: ReadonlyMap<number, string>): number[] => range.runs.filter((run) => !unusable.has(run));
  if (service === 'oms') {
    const { known, unusable, incomplete } = await services.oms.fetchRuns(range, signal);
    await storeOms(database, answered(unusable), known, judge, { incomplete, delaySeconds });
    return { known: known.size, unusable, incomplete };
  }
  const { known, unusable, incomplete } = await services.rr.fetchRuns(range, signal);
  await storeRegistry(database, answered(unusable), known, judge, { incomplete, delaySeconds });
  return { known: known.size, unusable, incomplete };
}
