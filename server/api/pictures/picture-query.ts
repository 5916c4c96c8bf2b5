import type { ApolloServer } from '@apollo/server';
import type { Context } from '../graphql/context.ts';
import type { Validation } from '../columns/response-cache.ts';
import type { ValidatedQuery } from './picture-cache.ts';

/** A query of a picture failed. The message is for the user. */
export class PictureQueryError extends Error {
  override name = 'PictureQueryError';
  /** Of the response. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Statuses of responses by the codes of GraphQL errors; 500 for all others. */
const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  BAD_REQUEST: 400,
  TOO_COSTLY: 413,
  TOO_SLOW: 413,
  SERVICE_UNAVAILABLE: 503,
};

/** Executes the queries of pictures with the limits of all others. Throws a PictureQueryError. */
export function pictureQuery(
  apollo: Pick<ApolloServer<Context>, 'executeOperation'>,
  contextOf: (validation: Validation) => Context,
): ValidatedQuery {
  return async (query, variables, validation) => {
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue: contextOf(validation) });
    if (body.kind !== 'single') throw new Error('incremental delivery is not supported');
    const { data, errors } = body.singleResult;
    const [error] = errors ?? [];
    if (error) throw new PictureQueryError(error.message, statuses[String(error.extensions?.['code'])] ?? 500);
    return { data, etag: validation.fresh?.etag };
  };
}
