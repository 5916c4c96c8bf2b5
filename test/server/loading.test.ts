import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../server/app/project.ts';

/** The packages that a module loads at once: its own static imports, and those of all modules that it imports so. Types do not count. */
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

/** What takes long to load, and is of no use to a command that has nothing to read and nobody to ask. */
const heavy = ['type-graphql', 'graphql', 'graphql-scalars', 'undici', 'fast-xml-parser', 'openid-client', 'opossum'];

describe('what is loaded at once', () => {
  it('by the server is also what is heavy', () => {
    expect([...packagesOf('server/commands/serve.ts')]).toEqual(expect.arrayContaining(['type-graphql', 'undici']));
  });

  it.each(['scan', 'status', 'export', 'logs', 'scans'])('by hdqm %s is little', (command) => {
    const packages = packagesOf(`server/commands/${command}.ts`);
    expect(packages).toContain('typeorm');
    for (const name of heavy) expect(packages).not.toContain(name);
  });

  it('by a scan that finds nothing to read are no queue, threads and gauges', () => {
    for (const name of ['pg-boss', 'piscina', 'prom-client'])
      expect(packagesOf('server/commands/scan.ts')).not.toContain(name);
  });

  it('by a thread that reads files is neither database nor web, nor compression that is rare', () => {
    for (const name of ['typeorm', 'pg', 'xz-decompress', 'zstddec', 'xxhash-wasm', ...heavy])
      expect(packagesOf('server/extract/extract.thread.ts')).not.toContain(name);
  });
});
