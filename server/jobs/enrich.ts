/**
 * The way of a run's attributes:  which runs to ask for (store) -> OMS, Run Registry (enrich) -> store.
 *
 * A service that gives no answer loses nothing: its runs stay pending and are asked for again.
 */
import { batchRuns, type RunRange } from '../enrich/ranges.ts';
import { ServiceError } from '../enrich/service-error.ts';
import type { Services } from '../enrich/services.ts';
import { serviceErrors, serviceRuns } from '../app/telemetry.ts';
import type { App } from '../app/app.ts';
import {
  countPending,
  runsToQuery,
  storeQueryFailure,
  storeOms,
  storeRegistry,
  type Wanted,
} from '../store/run-services.ts';
import { type RunServiceName, runServices } from '../store/entities/index.ts';

/** What asking a service came to. */
export interface ServiceSummary {
  readonly service: RunServiceName;
  readonly asked: number;
  readonly known: number;
  readonly unknown: number;
  /** Runs without an answer, and the first reason. */
  readonly unanswered: number;
  readonly reason: string | undefined;
}

export interface EnrichmentSummary {
  readonly services: readonly ServiceSummary[];
  /** Runs that a service has not answered for. */
  readonly pending: number;
}

/** Asks the services for runs and keeps what they say. Throws only what is no fault of theirs. */
export async function enrichRuns(
  { database, log, stopping, settings }: Pick<App, 'database' | 'log' | 'stopping' | 'settings'>,
  services: Services,
  wanted: Wanted,
  which: readonly RunServiceName[] = runServices,
): Promise<EnrichmentSummary> {
  const summaries = await Promise.all(
    which.map(async (service) => {
      const ranges = batchRuns(await runsToQuery(database, service, wanted));
      const tally = { asked: 0, known: 0, unknown: 0, unanswered: 0, reason: undefined as string | undefined };
      const noAnswer = async (runs: readonly number[], reason: string, retryAfter?: Date): Promise<void> => {
        tally.unanswered += runs.length;
        tally.reason ??= reason;
        const delaySeconds = settings.SERVICE_RETRY_SECONDS;
        await storeQueryFailure(database, service, runs, { reason, retryAfter, delaySeconds });
      };
      // The newest runs first: they are what shifters look at.
      for (const [index, range] of ranges.reverse().entries()) {
        if (stopping.aborted) break;
        try {
          const { known, unusable } = await ask(services, database, service, range, stopping);
          tally.asked += range.runs.length;
          tally.known += known;
          tally.unknown += range.runs.length - known - unusable.size;
          for (const [run, reason] of unusable) await noAnswer([run], reason);
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          if (stopping.aborted) break; // we broke it off ourselves
          serviceErrors.inc({ service });
          log.warn({ service, runs: range.runs.length }, error.message);
          // One that rests, or says when to come back, is not asked for the rest either.
          const rests = services[service].service.isCircuitOpen || error.retryAfter !== undefined;
          const left = rests ? ranges.slice(index).flatMap(({ runs }) => runs) : range.runs;
          tally.asked += left.length;
          await noAnswer(left, error.message, error.retryAfter);
          if (rests) break;
        }
      }
      for (const answer of ['known', 'unknown', 'unanswered'] as const)
        serviceRuns.inc({ service, answer }, tally[answer]);
      if (tally.asked > 0) log.info({ service, ...tally }, 'runs asked for');
      return { service, ...tally };
    }),
  );
  return { services: summaries, pending: (await countPending(database)).runs };
}

async function ask(
  services: Services,
  database: App['database'],
  service: RunServiceName,
  range: RunRange,
  signal: AbortSignal,
): Promise<{ known: number; unusable: ReadonlyMap<number, string> }> {
  const asked = (unusable: ReadonlyMap<number, string>): number[] => range.runs.filter((run) => !unusable.has(run));
  if (service === 'oms') {
    const { known, unusable } = await services.oms.fetchRuns(range, signal);
    await storeOms(database, asked(unusable), known);
    return { known: known.size, unusable };
  }
  const { known, unusable } = await services.rr.fetchRuns(range, signal);
  await storeRegistry(database, asked(unusable), known);
  return { known: known.size, unusable };
}
