import type { Page } from 'playwright-core';

/** A request to the API. */
export interface ApiRequest {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** 1 for a request sent before any response, 2 for one that followed a response to it, and so on. */
  readonly depth: number;
}

/** What plots are complete without: it delays nothing, whenever its response arrives. */
const additions = ['PlotAnnotations'];

/** Records the requests of a page to the API from now on, without those for additions to plots. */
export function recordRequests(page: Page): ApiRequest[] {
  const recorded: ApiRequest[] = [];
  let maxDepth = 0;
  page.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return;
    const { operationName, variables } = request.postDataJSON() as { operationName: string; variables: object };
    if (additions.includes(operationName)) return;
    const sent: ApiRequest = { operation: operationName, variables: { ...variables }, depth: maxDepth + 1 };
    recorded.push(sent);
    void request.response().then(
      () => (maxDepth = Math.max(maxDepth, sent.depth)),
      () => undefined, // the page was closed before the response
    );
  });
  return recorded;
}

/** Names of the trends whose points were requested. */
export function requestedNames(requests: readonly ApiRequest[]): string[] {
  return requests
    .filter(({ operation }) => operation === 'TrendColumns')
    .flatMap(({ variables }) => variables['names'] as string[]);
}
