import type { ByteSource } from '../storage/byte-source.ts';
import type { DqmFile } from './dqm-file.ts';
import { DqmRootFile } from './dqm-root-file.ts';
import { LocalFile } from '../storage/local-file.ts';

/**
 * Opens a DQM file: a path, or a source of bytes, which is the file's from then on (it closes it, also when this throws).
 * Throws a VanishedFileError where the file is not there, a DamagedFileError where it is no whole DQM file of one run, and the
 * file system's own error for any other trouble.
 */
export async function openDqmFile(source: string | ByteSource): Promise<DqmFile> {
  const bytes = typeof source === 'string' ? await LocalFile.open(source) : source;
  try {
    return await DqmRootFile.open(bytes);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
