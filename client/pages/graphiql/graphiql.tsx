import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { useComputedColorScheme } from '@mantine/core';
import { GraphiQL } from 'graphiql';
import { useDocumentTitle } from '@mantine/hooks';
import { fields, optional, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import styles from './graphiql.module.css';

const examples = import.meta.glob<string>('../../graphiql-examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  subscriptionUrl: `${location.origin.replace(/^http/, 'ws')}/graphql`,
});

const urlState = fields({ query: parameter('query', null, optional(text)) });

/** GraphiQL for the API, with examples in tabs. A query in the URL is in the first tab. */
export function Component() {
  const [{ query }] = useUrlState(urlState);
  const scheme = useComputedColorScheme('light');
  useDocumentTitle('GraphiQL · HDQM');
  const tabs = Object.entries(examples)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => ({ query: text }));
  return (
    <div className={styles.root}>
      <GraphiQL
        fetcher={fetcher}
        forcedTheme={scheme}
        defaultTabs={query === null ? tabs : [{ query }, ...tabs]}
        storage={query === null ? localStorage : emptyStorage}
      />
    </div>
  );
}

/** Used where a link contains a query: the tabs of earlier visits are not restored. */
const emptyStorage: Storage = {
  length: 0,
  clear: () => undefined,
  getItem: () => null,
  key: () => null,
  removeItem: () => undefined,
  setItem: () => undefined,
};
