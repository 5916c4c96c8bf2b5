import type { AskServicesMutation } from '../generated/operations.ts';

/** The services' names for people. */
export const serviceNames: Readonly<Record<string, string>> = { oms: 'OMS', rr: 'Run Registry' };

/** What asking the services came to, in one line. */
export function tellAnswers({ enrich }: AskServicesMutation): string {
  return enrich
    .map(({ service, queried, known, pending }) => {
      const name = serviceNames[service] ?? service;
      if (queried === 0) return `${name}: nothing to ask`;
      return `${name}: ${known} of ${queried} known${pending > 0 ? `, no answer for ${pending}` : ''}`;
    })
    .join('; ');
}
