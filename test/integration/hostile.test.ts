import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { Client } from 'pg';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, ended, hdqm, printed, root, samplePath, startHdqm, temporaryFolder } from './command.ts';
import { hostile } from './hostile.ts';

const secret = 'what-lies-outside-of-EOS_ROOT';
const outside = [
  '../secret.txt',
  '../../../../../../../../etc/passwd',
  '/etc/passwd',
  'file:///etc/passwd',
  '..%2fsecret.txt',
];
const schema = buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8'));

let url: string;
let databaseUrl: string;
let server: ChildProcess;
const logged: string[] = [];
let remove: () => Promise<void>;

beforeAll(async () => {
  const temporary = await temporaryFolder();
  ({ remove } = temporary);
  const tree = path.join(temporary.folder, 'eos');
  for (const run of [367406, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
  await writeFile(path.join(temporary.folder, 'secret.txt'), secret);
  await mkdir(path.join(tree, 'Run2023/odd'));
  await symlink('../../../secret.txt', path.join(tree, 'Run2023/odd/secret.txt'));
  databaseUrl = await freshUrl();
  const configs = path.join(temporary.folder, 'configs');
  await cp(path.join(root, 'configs/Tracker'), path.join(configs, 'Tracker'), { recursive: true });
  const settings = { DATABASE_URL: databaseUrl, EOS_ROOT: tree, HDQM_CONFIGS: configs, PORT: '0' };
  expect(await hdqm(['scan'], settings)).toMatchObject({ status: 0 });
  server = startHdqm(['serve'], settings);
  if (server.stderr) createInterface(server.stderr).on('line', (line) => logged.push(line));
  [, url = ''] = await printed(server, /^HDQM \S+ (http:\/\/127\.0\.0\.1:\d+)/m);
});
afterAll(async () => {
  const exit = ended(server);
  server.kill('SIGTERM');
  expect(await exit).toMatchObject({ status: 0 });
  await dropUrl(databaseUrl);
  await remove();
});

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function post(body: string, dispatcher?: Agent): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(dispatcher && { dispatcher }),
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** Repeats a query of the pages until it is stopped; returns the number of responses, and the failed ones. */
function normalClient(): { stop: () => Promise<{ responses: number; failed: string[] }> } {
  const stopping = new AbortController();
  let responses = 0;
  const failed: string[] = [];
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      responses += 1;
      // A different search each time: no cached response.
      const search = `NumberOfTrack ${'_'.repeat(responses % 50)}`.trim();
      const query = `query ($search: String) { status { version } trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", search: $search) { id columns { runs values } } }`;
      const { status, text } = await post(JSON.stringify({ query, variables: { search } }));
      if (status !== 200 || text.includes('"errors"')) failed.push(`${status} ${text.slice(0, 200)}`);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      return { responses, failed };
    },
  };
}

describe('a hostile request', () => {
  it.each(hostile)('is rejected with a message: $name', async ({ body, rejection }) => {
    const { status, text } = await post(body);
    expect(status).toBeLessThan(500);
    const { errors } = JSON.parse(text) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors[0]?.message).toMatch(rejection);
    expect(errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
  });

  it('does not affect a normal client, even many at the same time', async () => {
    const client = normalClient();
    for (let round = 0; round < 3; round += 1) await Promise.all(hostile.map(({ body }) => post(body)));
    const { responses, failed } = await client.stop();
    expect(failed).toEqual([]);
    expect(responses).toBeGreaterThan(3);
  });
});

describe('a number or an ID out of range', () => {
  it.each(argumentsOf(['query'], ['Int', 'Float', 'ID']))('is no internal error: $position', async ({ queryWith }) => {
    const numbers = [-1, -(2 ** 31), 2 ** 31 - 1, 1e308, 1e-320];
    const ids = ['-1', '1e3', '99999999999', '9'.repeat(30), '0x7', ''];
    // In parallel, because further rejections are delayed.
    for (const { status, text } of await Promise.all(
      [...numbers, ...ids].map((value) => post(JSON.stringify(queryWith(value)))),
    )) {
      expect(status).toBeLessThan(500);
      expect(text).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });
});

describe('a failing request', () => {
  it('is logged once, however many of its fields fail, and truncated', async () => {
    const lines = (): number => logged.filter((line) => line.includes('request failed')).length;
    const before = lines();
    await administer('ALTER TABLE run RENAME TO moved');
    const text = 'x'.repeat(90_000);
    const { text: answer } = await post(
      JSON.stringify({
        query: `query ($era: [String!]) { ${Array.from({ length: 30 }, (_, index) => `r${index}: datasetRuns(primaryDataset: "ZeroBias", processing: "PromptReco", select: { eras: $era, from: ${index} }) { matching }`).join(' ')} }`,
        variables: { era: [text] },
      }),
    );
    await administer('ALTER TABLE moved RENAME TO run');
    expect(answer.match(/INTERNAL_SERVER_ERROR/g)).toHaveLength(30);
    await expect.poll(lines).toBe(before + 1);
    expect(Math.max(...logged.map(({ length }) => length))).toBeLessThan(20_000);
  });
});

describe('a path outside of the tree', () => {
  let lastAddress = 0;

  it.each(argumentsOf(['query', 'mutation'], ['String', 'ID', 'JSONObject']))(
    'is not read, given as $position',
    async ({ queryWith }) => {
      // From an address of its own, because mutations are limited by address.
      const agent = new Agent({ localAddress: `127.0.1.${(lastAddress += 1)}` });
      // In parallel, because further rejections are delayed.
      const replies = await Promise.all(outside.map((path) => post(JSON.stringify(queryWith(path)), agent)));
      await agent.close();
      for (const { status, text } of replies) {
        expect([200, 400]).toContain(status);
        expect(text).not.toMatch(/INTERNAL_SERVER_ERROR|root:x:0/);
        expect(text).not.toContain(secret);
      }
    },
  );

  it('is not read, given as the path of a page', async () => {
    for (const start of ['/', '/assets/', '/graphql/']) {
      for (const steps of ['../', '..%2f', '%2e%2e/', '..\\', '....//'])
        for (const target of ['package.json', 'etc/passwd'])
          for (const depth of [1, 2, 3, 12]) {
            const reply = await raw(start + steps.repeat(depth) + target);
            expect(reply).not.toMatch(/devDependencies|root:x:0/);
          }
    }
  });
});

/** Requests a path unchanged: fetch would normalize it. */
function raw(target: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target }, (response) => resolve(text(response)))
      .once('error', reject)
      .end();
  });
}

type Scalar = 'Int' | 'Float' | 'ID' | 'String' | 'JSONObject';
type Value = string | number;

interface Argument {
  readonly position: string;
  readonly queryWith: (value: Value) => { query: string; variables: Record<string, unknown> };
}

/** Every argument of the API that accepts one of these scalars. */
function argumentsOf(operations: readonly ('query' | 'mutation')[], scalars: readonly Scalar[]): Argument[] {
  return operations.flatMap((operation) =>
    Object.values(
      (operation === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {},
    ).flatMap((field) =>
      field.args.flatMap((argument) =>
        positionsIn(argument.type, scalars).map(({ position, valueWith }) => ({
          position: `${operation} ${field.name}(${argument.name}${position})`,
          queryWith: (value: Value) => requestWith(operation, field, argument, valueWith(value)),
        })),
      ),
    ),
  );
}

/** The positions of scalars in an input, and the input with a value there. */
function positionsIn(
  type: GraphQLInputType,
  scalars: readonly Scalar[],
): { position: string; valueWith: (value: Value) => unknown }[] {
  const inner = getNullableType(type);
  if (isListType(inner))
    return positionsIn(inner.ofType, scalars).map(({ position, valueWith }) => ({
      position: `[]${position}`,
      valueWith: (value) => [valueWith(value)],
    }));
  if (isInputObjectType(inner))
    return Object.values(inner.getFields()).flatMap((field) =>
      positionsIn(field.type, scalars).map(({ position, valueWith }) => ({
        position: `.${field.name}${position}`,
        valueWith: (value) => ({ ...required(Object.values(inner.getFields())), [field.name]: valueWith(value) }),
      })),
    );
  if (!scalars.some((name) => name === getNamedType(inner).name)) return [];
  return getNamedType(inner).name === 'JSONObject'
    ? [{ position: '{}', valueWith: (value) => ({ [value]: [[1, 2]] }) }]
    : [{ position: '', valueWith: (value) => value }];
}

function requestWith(
  operation: string,
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
  value: unknown,
): { query: string; variables: Record<string, unknown> } {
  const variables = { ...required(field.args), [argument.name]: value };
  const given = field.args.filter(({ name }) => name in variables);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  return { query: `${operation} (${declared}) { ${field.name}(${passed}) ${selectionOf(field.type)} }`, variables };
}

/** A value for each required input. */
function required(inputs: readonly (GraphQLArgument | GraphQLInputField)[]): Record<string, unknown> {
  return Object.fromEntries(
    inputs
      .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
      .map(({ name, type }) => [name, exampleOf(type)]),
  );
}

function exampleOf(type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [exampleOf(inner.ofType)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) return required(Object.values(inner.getFields()));
  const examples: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: false, String: 'Tracker', ID: '1' };
  return examples[inner.name] ?? {};
}

/** The fields of a type, down to depth 2, that require no arguments. */
function selectionOf(type: GraphQLOutputType, depth = 0): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).filter(
    (field) =>
      field.args.every((argument) => !isNonNullType(argument.type)) &&
      (depth < 2 || isLeafType(getNamedType(field.type))),
  );
  return `{ __typename ${fields.map((field) => `${field.name} ${selectionOf(field.type, depth + 1)}`).join(' ')} }`;
}
