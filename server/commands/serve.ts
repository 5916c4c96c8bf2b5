import type { ExitStatus } from '../cli.ts';
import type { Settings } from '../settings.ts';

export async function serve(_settings: Settings): Promise<ExitStatus> {
  throw new Error('placeholder while the API is being built');
}
