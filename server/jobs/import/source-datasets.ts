import { datasetProcessing, type FileName, parseFileName } from '../../scan/file-name.ts';
import type { Source } from './source.ts';

/** The dataset of a run, with what the name of a file says. */
export interface RunDataset {
  readonly primaryDataset: string;
  readonly processing: string;
  readonly era: string;
  readonly processingVersion: number;
}

/** The dataset that a name like `/ZeroBias/Run2018A-PromptReco-v1/DQMIO` stands for; undefined for any other text. */
export function parseDatasetName(name: string): RunDataset | undefined {
  const [, primaryDataset = '', processed = '', tier = '', ...rest] = name.split('/');
  if (!name.startsWith('/') || rest.length > 0) return undefined;
  const parsed = parseFileName(`DQM_V0001_R000000001__${primaryDataset}__${processed}__${tier}.root`);
  // Underscores could make other parts of it.
  return parsed?.primaryDataset === primaryDataset && parsed.tier === tier ? runDatasetOf(parsed) : undefined;
}

function runDatasetOf(file: FileName): RunDataset {
  const { primaryDataset, era, processingVersion } = file;
  return { primaryDataset, processing: datasetProcessing(file), era, processingVersion };
}

/** What CentralHDQM says of the files it has read. */
export class ReadFiles {
  /** By CentralHDQM's names of the dataset and by run; null: files of several datasets. */
  private readonly datasets = new Map<string, RunDataset | null>();
  /** Of data-taking, by run. */
  private readonly eras = new Map<number, string>();

  /** Reads the names of all files. */
  static async of(source: Source): Promise<ReadFiles> {
    const files = new ReadFiles();
    const sql = `SELECT right(path, 400), left(stream, 200), left(reco_path, 200) FROM "GUIFiles"`;
    for await (const rows of source.read<[string, string | null, string | null]>(sql, 5_000))
      for (const [path, stream, recoPath] of rows) files.add(path, stream ?? '', recoPath ?? '');
    return files;
  }

  /** The dataset of a run, by CentralHDQM's names of it; null if there are several, undefined if its era is not known. */
  datasetOf(stream: string, recoPath: string, run: number): RunDataset | null | undefined {
    const found = this.datasets.get(keyOf(stream, recoPath, run));
    const era = this.eras.get(run);
    if (found !== undefined || era === undefined) return found;
    return parseDatasetName(`/${stream}/${era}-${recoPath}/DQMIO`);
  }

  private add(path: string, stream: string, recoPath: string): void {
    const file = parseFileName(path.slice(path.lastIndexOf('/') + 1));
    if (!file) return;
    if (/^Run\d/.test(file.era)) this.eras.set(file.run, file.era);
    const dataset = runDatasetOf(file);
    const key = keyOf(stream, recoPath, file.run);
    const other = this.datasets.get(key);
    const isSame =
      other === undefined ||
      (other !== null &&
        other.primaryDataset === dataset.primaryDataset &&
        other.processing === dataset.processing &&
        other.era === dataset.era);
    this.datasets.set(key, isSame ? dataset : null);
  }
}

function keyOf(...parts: readonly (string | number)[]): string {
  return parts.join('\n');
}
