import { getOperationAST, type GraphQLSchema, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { isCacheable } from '../../../../server/api/graphql/cacheable.ts';
import { makeSchema } from '../../../../server/api/graphql/schema.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await makeSchema();
});
const cacheable = (text: string): boolean => {
  const operation = getOperationAST(parse(text));
  if (!operation) throw new Error(`no operation in ${text}`);
  return isCacheable(schema, operation);
};

describe('a response', () => {
  it('is cacheable if all its fields depend on the database only', () => {
    expect(cacheable('{ subsystems { name } __typename }')).toBe(true);
    expect(cacheable('{ a: runs { total } b: datasets { id } }')).toBe(true);
    expect(cacheable('{ choice { subsystem } }')).toBe(true); // a deprecated alias of defaultView
    expect(cacheable('{ anomalies { total } }')).toBe(true);
  });

  it('is not cacheable if a field depends on the viewer, on files or on the time, or in fragments, introspection and mutations', () => {
    expect(cacheable('{ viewer { name } }')).toBe(false);
    expect(cacheable('{ configs { id } similarElements(config: 1) }')).toBe(false); // of files, which can be unavailable for a while
    expect(cacheable('{ subsystems { name } status { scanning } }')).toBe(false);
    expect(cacheable('{ ...F } fragment F on Query { subsystems { name } }')).toBe(false);
    expect(cacheable('{ __schema { types { name } } }')).toBe(false);
    expect(cacheable('mutation { scan }')).toBe(false);
  });
});
