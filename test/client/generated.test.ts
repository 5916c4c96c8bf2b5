import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../integration/command.ts';
// @ts-expect-error a script for node, without types
import { generate } from '../tools/write-client-types.js';

it('holds the types of schema.graphql and the client’s operations (npm run generate writes them)', async () => {
  const text = await (generate as () => Promise<string>)();
  expect(readFileSync(path.join(root, 'client/generated/operations.ts'), 'utf8')).toBe(text);
});
