import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode, Token } from 'graphql';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';

/** Memory of a token with its share of the nodes, in bytes. */
const bytesPerToken = 500;

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Apollo's cache of valid documents, limited by their memory. Apollo's own limits the size of their JSON, which contains no tokens. */
export function documentStore(caches: MemoryCaches): DocumentStore {
  const documents = caches.create<DocumentNode>('documents', { sizeCalculation: documentBytes });
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => void documents.set(key, document),
    delete: async (key) => documents.delete(key),
  };
}

/** An estimate of the memory of a document in bytes. */
export function documentBytes({ loc }: DocumentNode): number {
  if (!loc) throw new Error('the document was parsed without locations');
  let tokens = 0;
  for (let token: Token | null = loc.startToken; token; token = token.next) tokens += 1;
  return 2 * loc.source.body.length + tokens * bytesPerToken;
}
