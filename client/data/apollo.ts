import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';

/** The connection to the API: queries over HTTP, subscriptions over a WebSocket. */
export function makeClient(): ApolloClient {
  const http = new HttpLink({ uri: '/graphql' });
  const socket = new GraphQLWsLink(
    createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql`, lazy: true }),
  );
  return new ApolloClient({
    link: ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, socket, http),
    cache: new InMemoryCache({
      typePolicies: {
        // The columns of a trend depend on the selected runs, so trends are not merged between queries.
        Trend: { keyFields: false },
        Run: { keyFields: ['number'] },
        Subsystem: { keyFields: ['name'] },
        DisplayGroup: { keyFields: false },
      },
    }),
  });
}
