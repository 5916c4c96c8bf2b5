import { Extractor } from './extractor.ts';
import { type App, synchronize } from '../app/app.ts';
import { findFile } from '../store/files.ts';

/** Reads a failed file again, at once; gives why it failed once more, or undefined. */
export async function retryFile(app: App, fileId: number): Promise<string | undefined> {
  const file = await findFile(app.database, fileId);
  if (file === undefined) return 'it is no longer known';
  const { configs } = await synchronize(app);
  const extractor = new Extractor(app, configs);
  try {
    const outcome = await extractor.extract(file);
    if (outcome.outcome === 'failed') return outcome.reason;
    return outcome.outcome === 'vanished' ? 'it is no longer there' : undefined;
  } finally {
    await extractor.close();
  }
}
