import type { DqmFile } from './dqm-file.ts';

/** The software that made a DQM file; null where the file does not say. */
export interface Software {
  /** Release of CMSSW, e.g. CMSSW_14_0_7. */
  readonly release: string | null;
  /** Global tag, the version of calibration and alignment, e.g. 140X_dataRun3_Prompt_v2. */
  readonly globalTag: string | null;
}

/** Scalars of CMSSW, by preference: those of DQMProvInfo, then those of DQMEventInfo. */
const scalars = {
  release: ['Info/ProvInfo/CMSSW', 'Info/EventInfo/CMSSW_Version'],
  globalTag: ['Info/ProvInfo/Globaltag', 'Info/EventInfo/Globaltag'],
} as const;

/** For `prefetch`: their values are in the key lists of the folders. */
export const softwarePaths: readonly string[] = Object.values(scalars).flat();

/** What CMSSW writes as the global tag until it knows it. */
const placeholder = 'MODULE::DEFAULT';

/** Reads release and global tag. A corrupt one counts as missing; throws only if the file itself cannot be read. */
export async function readSoftware(file: DqmFile): Promise<Software> {
  return { release: await firstName(file, scalars.release), globalTag: await firstName(file, scalars.globalTag) };
}

/** The first of the scalars that is a name. */
async function firstName(file: DqmFile, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const reading = await file.read(path);
    if ('failure' in reading || reading.element.kind !== 'scalar') continue;
    // Some releases write their name in quotes.
    const [, name] = /^"?([!#-~]{1,200})"?$/.exec(String(reading.element.value)) ?? [];
    if (name !== undefined && name !== placeholder) return name;
  }
  return null;
}
