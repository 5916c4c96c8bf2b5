import type { Page } from 'playwright-core';

/** A request to the API. */
export interface ApiRequest {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** 1 for what is asked first, 2 for what waited for an answer to that, and so on. */
  readonly depth: number;
}

/** Writes down what a page asks the API from now on. */
export function recordRequests(page: Page): ApiRequest[] {
  const recorded: ApiRequest[] = [];
  let answered = 0;
  page.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return;
    const { operationName, variables } = request.postDataJSON() as { operationName: string; variables: object };
    const asked: ApiRequest = { operation: operationName, variables: { ...variables }, depth: answered + 1 };
    recorded.push(asked);
    void request.response().then(
      () => (answered = Math.max(answered, asked.depth)),
      () => undefined, // the page was closed before the answer
    );
  });
  return recorded;
}

/** The names of the trends whose points were asked for. */
export function askedNames(requests: readonly ApiRequest[]): string[] {
  return requests
    .filter(({ operation }) => operation === 'TrendColumns')
    .flatMap(({ variables }) => variables['names'] as string[]);
}
