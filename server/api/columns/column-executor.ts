/**
 * Columns as text. GraphQL goes through a list number by number, ten times longer than it takes to write the list as JSON. So a query for
 * columns is validated against the schema as it is, and carried out on a copy of it in which a column is one value: a mark, which becomes
 * its JSON when the answer is sent (marked-answer.ts). Everything else of GraphQL (aliases, fragments, directives, nulls) stays as it is;
 * whoever asks sees no difference.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  execute,
  type FormattedExecutionResult,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  visit,
  BREAK,
  type DocumentNode,
} from 'graphql';
import { columnNames, TrendColumns } from '../../store/columns/trend-columns.ts';
import type { Context } from '../graphql/context.ts';
import { columnMark } from './column-placeholder.ts';
import { makeSchema } from '../graphql/schema.ts';

/** Stands for a column until the answer is sent. */
class Mark {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const column = new GraphQLScalarType({ name: 'Column' });

/** The schema with columns of one value each. */
async function textSchema(): Promise<GraphQLSchema> {
  const schema = await makeSchema();
  const type = schema.getType('TrendColumns');
  if (!(type instanceof GraphQLObjectType)) throw new Error('the schema has no TrendColumns');
  for (const name of columnNames) {
    const field = type.getFields()[name];
    if (!field) throw new Error(`the schema has no TrendColumns.${name}`);
    field.type = new GraphQLNonNull(column);
    field.resolve = (columns: unknown, _arguments, { columns: answered }: Context) => {
      if (!(columns instanceof TrendColumns)) throw new Error('columns of another kind');
      return new Mark(columnMark(answered.push({ columns, name }) - 1));
    };
  }
  return schema;
}

/** Carries out queries for columns on the schema with columns of one value. */
export async function columnsAsText(): Promise<ApolloServerPlugin<Context>> {
  const schema = await textSchema();
  const suited = new WeakMap<DocumentNode, boolean>();
  return {
    requestDidStart: async () => ({
      responseForOperation: async ({ document, operation, operationName, request, contextValue, response }) => {
        if (operation.operation !== OperationTypeNode.QUERY) return null;
        let asksColumns = suited.get(document);
        if (asksColumns === undefined) suited.set(document, (asksColumns = asksForColumns(document)));
        if (!asksColumns) return null;
        const { data, errors } = await execute({
          schema,
          document,
          contextValue,
          operationName,
          variableValues: request.variables ?? null,
        });
        // Errors are told in the usual way, by doing it once more.
        if (errors) return null;
        return { http: response.http, body: { kind: 'single', singleResult: { data: data ?? null } } };
      },
    }),
  };
}

/** Whether a document asks for columns, and for nothing of the schema itself. */
function asksForColumns(document: DocumentNode): boolean {
  let [columns, introspection] = [false, false];
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (name.value === 'columns') columns = true;
      if (name.value === '__schema' || name.value === '__type') {
        introspection = true;
        return BREAK;
      }
      return undefined;
    },
  });
  return columns && !introspection;
}

/** An answer as JSON, with its marks as they are. */
export function stringifyResult(result: FormattedExecutionResult): string {
  const pieces: string[] = [];
  write(result, pieces);
  return `${pieces.join('')}\n`;
}

function write(value: unknown, pieces: string[]): void {
  if (value instanceof Mark) {
    pieces.push(value.text);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      pieces.push(index === 0 ? '[' : ',');
      write(item, pieces);
    }
    pieces.push(value.length === 0 ? '[]' : ']');
  } else if (typeof value === 'object' && value !== null && !hasToJson(value)) {
    let first = true;
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      pieces.push(first ? '{' : ',', JSON.stringify(name), ':');
      first = false;
      write(item, pieces);
    }
    pieces.push(first ? '{}' : '}');
  } else {
    pieces.push(JSON.stringify(value) ?? 'null');
  }
}

function hasToJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
