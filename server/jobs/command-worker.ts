import type { App } from '../app/app.ts';
import type { ExtractionWorker } from './worker.ts';

/** Gives the worker of this process; opened when it is first needed, since most scans find nothing to read. */
export type OpenWorker = () => Promise<ExtractionWorker>;

/** A worker of a command that runs without a server. `close` ends it where it was opened. */
export function commandWorker(app: App, role: 'scan' | 'recompute'): { open: OpenWorker; close: () => Promise<void> } {
  let worker: Promise<ExtractionWorker> | undefined;
  return {
    open: () =>
      (worker ??= import('./worker.ts').then(async ({ ExtractionWorker }) => {
        const opened = await ExtractionWorker.open(app, role);
        void opened.run();
        return opened;
      })),
    close: async () => {
      await (await worker?.catch(() => undefined))?.close();
    },
  };
}
