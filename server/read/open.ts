import type { ByteSource } from '../storage/byte-source.ts';
import type { DqmFile } from './dqm-file.ts';
import { DqmRootFile } from './dqm-root-file.ts';
import { LocalFile } from '../storage/local-file.ts';

/**
 * Opens a DQM file, given its path or a source of bytes. The returned file owns the source and closes it; so does this function if it
 * throws. Throws a FileNotFoundError, a CorruptFileError unless it is a complete DQM file of one run, or an error of the file system.
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
