import type { App } from '../app/app.ts';
import type { ProgressListener } from '../extract/progress.ts';
import type { ExtractionWorker } from './worker.ts';

/** A process that has jobs done: what every operation of server/jobs that enqueues some is given. */
export interface JobProcess {
  readonly app: App;
  /** Gives the worker of the process; opened when it is first needed, since most scans find nothing to read. */
  readonly openWorker: () => Promise<ExtractionWorker>;
  readonly onProgress?: ProgressListener;
}

/** The process of a command that runs without a server. `close` ends its worker where it was opened. */
export function commandProcess(
  app: App,
  role: 'scan' | 'recompute',
  onProgress: ProgressListener,
): JobProcess & { close: () => Promise<void> } {
  let worker: Promise<ExtractionWorker> | undefined;
  return {
    app,
    onProgress,
    openWorker: () =>
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
