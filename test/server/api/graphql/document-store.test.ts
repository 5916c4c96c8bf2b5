import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { MemoryCaches } from '../../../../server/store/cache/memory-caches.ts';
import { documentBytes, documentStore } from '../../../../server/api/graphql/document-store.ts';

const document = (name: string, fields: number) => parse(`{ ${`${name} `.repeat(fields)} }`);

it('caches documents in limited memory, the latest ones', async () => {
  const caches = new MemoryCaches();
  const store = documentStore(caches);
  if (!store) throw new Error('no store');
  let cached = 0;
  const bytes = documentBytes(document('a', 4_000));
  expect(bytes).toBeGreaterThan(1_000_000);
  for (let index = 0; index < 100; index += 1) await store.set(`${index}`, document('a', 4_000));
  for (let index = 0; index < 100; index += 1) if (await store.get(`${index}`)) cached += bytes;
  expect(cached).toBeGreaterThan(10_000_000);
  expect(cached).toBeLessThanOrEqual(caches.limitOf('documents'));
  expect(await store.get('99')).toBeDefined();
  await store.delete('99');
  expect(await store.get('99')).toBeUndefined();
});
