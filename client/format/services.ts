import type { EnrichMutation } from '../generated/operations.ts';

/** Display names of the services. */
export const serviceNames: Readonly<Record<string, string>> = { oms: 'OMS', rr: 'Run Registry' };

/** Summarizes the result of a query to the services in one line: `OMS: 43 found, 1 not in OMS, 0 pending`. */
export function summarizeEnrichment({ enrich }: EnrichMutation): string {
  return enrich
    .map(({ service, queried, known, unknown, pending }) => {
      const name = serviceNames[service] ?? service;
      return queried === 0
        ? `${name}: no runs to query`
        : `${name}: ${known} found, ${unknown} not in ${name}, ${pending} pending`;
    })
    .join('; ');
}
