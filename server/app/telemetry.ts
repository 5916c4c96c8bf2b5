/** What this process tells Prometheus of its work; what the database holds is counted when it is asked (server/api/http/health.ts). */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** All gauges of this process. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** How long files take, from opening to stored points. */
export const extractionSeconds = new Histogram({
  name: 'hdqm_extraction_seconds',
  help: 'Seconds that reading a file, reducing it and storing its points took, by what came of it',
  labelNames: ['outcome'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  registers: [registry],
});

/** Points that this process stored, failures included. */
export const pointsStored = new Counter({
  name: 'hdqm_points_stored_total',
  help: 'Points that this process stored, failures included',
  registers: [registry],
});

/** What OMS and Run Registry answered this process. */
export const serviceRuns = new Counter({
  name: 'hdqm_service_runs_total',
  help: 'Runs that a service was asked for, by its answer: known, unknown (it has not this run) or unanswered',
  labelNames: ['service', 'answer'],
  registers: [registry],
});

/** Requests to a service that failed. */
export const serviceErrors = new Counter({
  name: 'hdqm_service_errors_total',
  help: 'Requests to a service that failed',
  labelNames: ['service'],
  registers: [registry],
});
for (const service of ['oms', 'rr']) serviceErrors.inc({ service }, 0); // a rate needs a beginning

/** How long GraphQL requests take. The labels come of the schema, never of what callers write: their number is bounded. */
export const graphqlSeconds = new Histogram({
  name: 'hdqm_graphql_seconds',
  help: 'Seconds of GraphQL requests, by operation, its field (several: more than one) and outcome (done, refused, failed)',
  labelNames: ['operation', 'field', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});
