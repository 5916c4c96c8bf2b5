import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, isObjectType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printApi } from '../../../../server/api/graphql/schema.ts';
import { root } from '../../../integration/command.ts';

const committed = readFileSync(path.join(root, 'schema.graphql'), 'utf8');

describe('schema.graphql', () => {
  it('is up to date (npm run schema writes it)', async () => {
    expect(committed).toBe(await printApi());
  });

  it('describes every type and field', () => {
    const undocumented = Object.values(buildSchema(committed).getTypeMap())
      .filter(
        (type) =>
          isObjectType(type) &&
          !type.name.startsWith('__') &&
          !['Query', 'Mutation', 'Subscription'].includes(type.name),
      )
      .flatMap((type) => (isObjectType(type) ? [type, ...Object.values(type.getFields())] : []))
      .filter(({ description }) => !description)
      .map(({ name }) => name);
    expect(undocumented).toEqual([]);
  });
});

describe('the examples in GraphiQL', () => {
  const folder = path.join(root, 'client/graphiql-examples');
  it.each(readdirSync(folder))('%s is valid', (file) => {
    expect(validate(buildSchema(committed), parse(readFileSync(path.join(folder, file), 'utf8')))).toEqual([]);
  });
});
