import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { copySample, hdqm, samplePath, temporaryFolder } from '../integration/command.ts';
import { hdqmSite, type Site } from './site.ts';

/** What a site has instead of the sample. */
export interface OwnSite {
  /** Config files by their paths, such as `Tracker/trends.ini`. */
  readonly configs: Readonly<Record<string, string>>;
  /** The runs of each primary dataset, whose files are those of the sample's ZeroBias in Run2023D. */
  readonly runs: Readonly<Record<string, readonly number[]>>;
}

/** Sets up a site with configs and files of its own, which are scanned once. */
export function ownSite({ configs, runs }: OwnSite): Site {
  let tree: Awaited<ReturnType<typeof temporaryFolder>>;
  afterAll(() => tree.remove());
  return hdqmSite({
    environment: async () => {
      tree = await temporaryFolder();
      return {
        EOS_ROOT: path.join(tree.folder, 'eos'),
        HDQM_CONFIGS: path.join(tree.folder, 'configs'),
        SCAN_SCHEDULE: 'off',
      };
    },
    fill: async (databaseUrl, environment) => {
      for (const [name, text] of Object.entries(configs)) {
        const file = path.join(tree.folder, 'configs', name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      for (const [dataset, own] of Object.entries(runs)) {
        for (const run of own) {
          const from = samplePath('ZeroBias', 'Run2023D', run);
          await copySample(from, path.join(tree.folder, 'eos'), from.replaceAll('ZeroBias', dataset));
        }
      }
      expect(await hdqm(['scan'], { DATABASE_URL: databaseUrl, ...environment })).toMatchObject({ status: 0 });
    },
  });
}
