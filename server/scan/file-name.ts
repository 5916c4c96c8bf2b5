/** Parts of a DQM file name. */
export interface FileName {
  readonly primaryDataset: string;
  /** E.g. `Run2023C`. */
  readonly era: string;
  /** E.g. `PromptReco`. */
  readonly processing: string;
  /** 1 for `-v1`; 0 if the name has none. */
  readonly processingVersion: number;
  /** E.g. `DQMIO`. */
  readonly tier: string;
  readonly run: number;
  /** 2 for `DQM_V0002_…`. */
  readonly version: number;
}

const offline = /^DQM_V(\d+)_R(\d+)__([-A-Za-z0-9_]+?)__([-A-Za-z0-9_]+?)__([-A-Za-z0-9_]+)\.root$/;

/** Largest integer of PostgreSQL: a run or version beyond it does not exist. */
const maxInteger = 2 ** 31 - 1;

/** Parses the name of an offline DQM file; returns undefined for any other name, and for one with an impossible run or version number. */
export function parseFileName(name: string): FileName | undefined {
  const match = offline.exec(name);
  if (!match) return undefined;
  const [, version = '', run = '', primaryDataset = '', dataset = '', tier = ''] = match;
  const parts = /^([^-]+)-(.+?)(?:-v(\d+))?$/.exec(dataset);
  if (!parts) return undefined;
  const [, era = '', processing = '', processingVersion = '0'] = parts;
  const numbers = { processingVersion: Number(processingVersion), run: Number(run), version: Number(version) };
  if (Object.values(numbers).some((number) => number > maxInteger)) return undefined;
  return { primaryDataset, era, processing, tier, ...numbers };
}

/**
 * Ranks files of one dataset and run: positive if `a` ranks higher. The full-statistics tier DQMIO ranks first, then the later
 * processing version, then the later file version.
 */
export function compareFiles(
  a: Pick<FileName, 'tier' | 'processingVersion' | 'version'>,
  b: Pick<FileName, 'tier' | 'processingVersion' | 'version'>,
): number {
  return (
    Number(a.tier === 'DQMIO') - Number(b.tier === 'DQMIO') ||
    a.processingVersion - b.processingVersion ||
    a.version - b.version
  );
}
