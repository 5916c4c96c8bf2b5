/** Prometheus metrics of this process; those of the database are collected on request (server/api/http/health.ts). */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** All metrics of this process. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** Time per file, from opening it to storing its points. */
export const extractionSeconds = new Histogram({
  name: 'hdqm_extraction_seconds',
  help: 'Time to read a file, reduce it and store its points, by outcome',
  labelNames: ['outcome'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  registers: [registry],
});

/** Points stored by this process, failures included. */
export const pointsStored = new Counter({
  name: 'hdqm_points_stored_total',
  help: 'Points stored by this process, failures included',
  registers: [registry],
});

/** Answers of OMS and Run Registry to this process. */
export const serviceRuns = new Counter({
  name: 'hdqm_service_runs_total',
  help: 'Runs queried from a service, by answer: known, unknown (the service does not have the run) or unanswered',
  labelNames: ['service', 'answer'],
  registers: [registry],
});

/** Failed requests to a service. */
export const serviceErrors = new Counter({
  name: 'hdqm_service_errors_total',
  help: 'Failed requests to a service',
  labelNames: ['service'],
  registers: [registry],
});
for (const service of ['oms', 'rr']) serviceErrors.inc({ service }, 0); // a rate needs an initial value

/** Time per GraphQL request. Labels come from the schema, never from callers, so that their number is bounded. */
export const graphqlSeconds = new Histogram({
  name: 'hdqm_graphql_seconds',
  help: 'Time of GraphQL requests, by operation, its field (several: more than one) and outcome (done, refused, failed)',
  labelNames: ['operation', 'field', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});
