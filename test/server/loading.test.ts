import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../server/app/project.ts';

/** Returns the packages that a module loads on import: its static imports, and those of its modules recursively. Types do not count. */
function packagesOf(module: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(module)) return packages;
  seen.add(module);
  const text = readFileSync(path.join(projectRoot, module), 'utf8');
  const imports = /^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';$/gm;
  for (const [, name = ''] of text.matchAll(imports)) {
    if (name.startsWith('.'))
      for (const more of packagesOf(path.join(path.dirname(module), name), seen)) packages.add(more);
    else if (!name.startsWith('node:')) packages.add(name);
  }
  return packages;
}

/** Packages that are slow to load, and only needed to serve, to read files or to query services. */
const heavy = ['type-graphql', 'graphql', 'graphql-scalars', 'undici', 'fast-xml-parser', 'openid-client', 'opossum'];

describe('the packages loaded on import', () => {
  it('by the server include the heavy ones', () => {
    expect([...packagesOf('server/commands/serve.ts')]).toEqual(expect.arrayContaining(['type-graphql', 'undici']));
  });

  it.each(['scan', 'status', 'transfer/export', 'logs', 'scans'])(
    'by the command in %s.ts include no heavy ones',
    (command) => {
      const packages = packagesOf(`server/commands/${command}.ts`);
      expect(packages).toContain('typeorm');
      for (const name of heavy) expect(packages).not.toContain(name);
    },
  );

  it('by a scan without new files include no queue, threads or gauges', () => {
    for (const name of ['pg-boss', 'piscina', 'prom-client'])
      expect(packagesOf('server/commands/scan.ts')).not.toContain(name);
  });

  it('by an extractor thread include no database, web or rare compression', () => {
    for (const name of ['typeorm', 'pg', 'xz-decompress', 'zstddec', 'xxhash-wasm', ...heavy])
      expect(packagesOf('server/extract/extract.thread.ts')).not.toContain(name);
  });
});
