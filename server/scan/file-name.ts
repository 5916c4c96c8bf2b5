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
 * The processing of a file's dataset. Datasets go across eras, but not across releases: where a name has a release in the place of the era, as
 * those of validation samples have, runs are processed in several, which are no versions of one another.
 */
export function datasetProcessing({ era, processing }: Pick<FileName, 'era' | 'processing'>): string {
  return era.startsWith('CMSSW_') ? eraProcessing({ era, processing }) : processing;
}

/** The processing of a dataset of one era or release alone. */
export function eraProcessing({ era, processing }: Pick<FileName, 'era' | 'processing'>): string {
  return `${era}-${processing}`;
}

/** Orders eras: of two processings of a run, that of a data-taking era is the one in the dataset that goes across eras. */
export function compareEras(a: string, b: string): number {
  return Number(/^Run\d/.test(b)) - Number(/^Run\d/.test(a)) || (a < b ? -1 : Number(a > b));
}

/**
 * Ranks files of one processing and run: positive if `a` ranks higher. The full-statistics tier DQMIO ranks first, then the later
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
