import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string): string => readFileSync(file, 'utf8');
interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The dependencies in CONTRIBUTING.md that stay behind, with their versions. */
const listed = new Map(
  [...read('CONTRIBUTING.md').matchAll(/^\| (\S+) +\| (\d+\.\d+\.\d+\S*) +\|/gm)].map(([, name = '', version = '']) => [
    name,
    version,
  ]),
);

it('CONTRIBUTING.md gives the reason of each pre-release, and names the installed versions', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Package;
  const all = Object.keys({ ...dependencies, ...devDependencies });
  const installed = new Map(
    all.map((name) => [name, (JSON.parse(read(`node_modules/${name}/package.json`)) as Package).version]),
  );
  expect(listed.size).toBeGreaterThan(3);
  for (const [name, version] of listed) expect([name, installed.get(name)]).toEqual([name, version]);
  const preReleases = all.filter((name) => installed.get(name)?.includes('-'));
  expect(preReleases.filter((name) => !listed.has(name))).toEqual([]);
});

it('pg-boss uses the cron-parser of HDQM, so that both read a schedule alike', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };
  expect(Object.keys(lock.packages).filter((name) => name.endsWith('node_modules/cron-parser'))).toEqual([
    'node_modules/cron-parser',
  ]);
});
