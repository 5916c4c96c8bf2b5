/** What the name of a DQM file says. */
export interface DqmFile {
  readonly run: number;
  readonly primaryDataset: string;
  /** Of the dataset: with the release where the name has one in the place of the era. */
  readonly processing: string;
}

const name =
  /DQM_V\d+_R0*(\d{1,9})__([-A-Za-z0-9_]+?)__([A-Za-z0-9_]+)-([-A-Za-z0-9_]+?)(?:-v\d+)?__[-A-Za-z0-9_]+\.root/;

/** The DQM file that a text names, e.g. by its path on EOS (`/eos/cms/…` or `root://eoscms.cern.ch//eos/…`); undefined if it names none. */
export function findDqmFile(text: string): DqmFile | undefined {
  const match = name.exec(text);
  if (!match) return undefined;
  const [, run, primaryDataset = '', era = '', processing = ''] = match;
  return {
    run: Number(run),
    primaryDataset,
    processing: era.startsWith('CMSSW_') ? `${era}-${processing}` : processing,
  };
}
