// Writes client/generated/operations.ts from schema.graphql and the client's .graphql files: `npm run generate`. Mutations need no file: each
// of the schema gets an operation of its name, with all of its arguments and the scalar fields of its result.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildOperationNodeForField, MapperKind, mapSchema } from '@graphql-tools/utils';
import { buildSchema, Kind, parse } from 'graphql';

const client = fileURLToPath(new URL('../../client', import.meta.url));
const schemaText = readFileSync(path.join(client, '../schema.graphql'), 'utf8');

const schema = buildSchema(schemaText);
/** The schema without its deprecated fields. */
const current = mapSchema(schema, {
  [MapperKind.OBJECT_FIELD]: (field) => (field.deprecationReason === undefined ? field : null),
});

const mutations = Object.values(current.getMutationType().getFields()).map(({ name: field, args }) => {
  const operation = buildOperationNodeForField({ schema: current, kind: 'mutation', field, depthLimit: 1 });
  return {
    ...operation,
    name: { kind: Kind.NAME, value: field.replace(/^./, (first) => first.toUpperCase()) },
    // Without the variables of fields that are too deep to be selected.
    variableDefinitions: operation.variableDefinitions.filter(({ variable }) =>
      args.some(({ name }) => name === variable.name.value),
    ),
  };
});

const documents = readdirSync(client, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.graphql') && !file.startsWith('graphiql-examples'))
  .sort()
  .map((file) => ({ location: file, document: parse(readFileSync(path.join(client, file), 'utf8')) }));

/** The text of client/generated/operations.ts. */
export async function generate() {
  const config = {
    useTypeImports: true,
    enumsAsTypes: true,
    scalars: {
      JSONObject: 'Record<string, unknown>',
      DateTimeISO: 'string',
      ID: 'string',
      RunColumn: 'Array<number>',
      FloatColumn: 'Array<number | null>',
      IntColumn: 'Array<number | null>',
      StringColumn: 'Array<string | null>',
    },
  };
  const text = await codegen({
    filename: 'operations.ts',
    schema: parse(schemaText),
    schemaAst: schema,
    documents: [...documents, { location: 'mutations', document: { kind: Kind.DOCUMENT, definitions: mutations } }],
    config,
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
  });
  return `// Written by \`npm run generate\` from schema.graphql and the client's .graphql files.\n${text}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(path.join(client, 'generated/operations.ts'), await generate());
}
