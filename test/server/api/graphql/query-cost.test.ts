import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getIntrospectionQuery, type GraphQLSchema, Kind, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { costOf, costError, maxCost } from '../../../../server/api/graphql/query-cost.ts';
import { makeSchema } from '../../../../server/api/graphql/schema.ts';
import { root } from '../../../integration/command.ts';

let schema: GraphQLSchema;
const cost = (text: string, variables = {}): number => costOf(schema, parse(text), variables, undefined);
const trends = (fields: string, more = ''): string =>
  `{ trends(subsystem: "a", primaryDataset: "b", processing: "c" ${more}) { ${fields} } }`;

beforeAll(async () => {
  schema = await makeSchema();
});

describe('the cost of a request', () => {
  it('is far below the limit for the queries of the client', () => {
    const folder = path.join(root, 'client');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.graphql'),
    );
    expect(files.length).toBeGreaterThan(5);
    const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const fragments =
      files
        .map(text)
        .join('\n')
        .match(/^fragment [^]*?^\}/gm) ?? [];
    for (const name of files) {
      const document = parse(`${text(name).replaceAll(/^fragment [^]*?^\}/gm, '')}\n${fragments.join('\n')}`);
      for (const node of document.definitions) {
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        // Lists and pages of the longest that the pages ask for.
        const variables = Object.fromEntries(
          (node.variableDefinitions ?? []).map(
            ({
              variable: {
                name: { value },
              },
            }) => [value, ['limit', 'count'].includes(value) ? 1000 : undefined],
          ),
        );
        const definitions = document.definitions.filter(
          (other) => other === node || other.kind !== Kind.OPERATION_DEFINITION,
        );
        expect(
          costOf(schema, { ...document, definitions }, variables, node.name?.value),
          `${name}: ${node.name?.value}`,
        ).toBeLessThan(maxCost / 4);
      }
    }
    expect(cost(getIntrospectionQuery())).toBeLessThan(maxCost / 2);
  });

  it('grows with the size of the response: lists, nested lists, aliases', () => {
    const columns = cost(trends('columns { runs values }'));
    const points = cost(trends('points { value run { number } }'));
    expect(points).toBeGreaterThan(10 * columns);
    expect(columns).toBeGreaterThan(10 * cost(trends('id')));
    expect(cost(trends('points { value }', 'select: {latest: 50}'))).toBeLessThan(cost(trends('points { value }')) / 5);
    expect(cost(trends('points { value }', 'names: ["x"]'))).toBeLessThan(cost(trends('points { value }')) / 50);
    expect(cost('{ runs(limit: 1000) { items { number } } }')).toBeGreaterThan(
      5 * cost('{ runs { items { number } } }'),
    );
    expect(cost('query ($n: Int!) { runs(limit: $n) { items { number } } }', { n: 1000 })).toBe(
      cost('{ runs(limit: 1000) { items { number } } }'),
    );
  });

  it('of what changed at runs is lower for one primary dataset', () => {
    const changes = (of: string): number =>
      cost(`{ runs(limit: 100) { items { changes${of} { previousRun items { quantity before after } } } } }`);
    expect(changes('')).toBeGreaterThan(maxCost);
    expect(changes('(primaryDataset: "a")')).toBeLessThan(changes('') / 8);
  });

  it('is rejected above the limit, with advice', () => {
    const aliased = `{ ${Array.from({ length: 30 }, (_, index) => `t${index}: ${trends('points { value errorLow errorHigh run { number fill era } }').slice(1, -1)}`).join(' ')} }`;
    const error = costError(schema, parse(aliased), {}, undefined);
    expect(error?.message).toMatch(/^the request costs about \d+, the limit is 500000: ask for fewer trends/);
    expect(error?.extensions['code']).toBe('TOO_COSTLY');
    const again = Array.from(
      { length: 30 },
      (_, index) =>
        `f${index}: fields { name type { ${Array.from({ length: 30 }, (_, n) => `g${n}: fields { name }`).join(' ')} } }`,
    ).join(' ');
    expect(costError(schema, parse(`{ __schema { types { ${again} } } }`), {}, undefined)).toBeDefined();
  });

  it('is 0 for requests that GraphQL rejects', () => {
    expect(cost('query ($n: Int!) { runs(limit: $n) { items { number } } }', { n: 'many' })).toBe(0);
    expect(cost('{ nothing { runs } }')).toBe(0);
  });
});
