import { AsyncResource } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { PoolThreads, importedModule } from '../app/pool-threads.ts';
import type { ApiQuery, HistogramAddress, PlotAddress } from './picture-module.ts';
import type {
  DrawnPicture,
  PictureFormat,
  PictureTask,
  PictureThreadData,
  QueryRequest,
  QueryResult,
} from './picture.thread.ts';

export interface PictureLimits {
  /** Pictures that are drawn at a time. */
  readonly threads: number;
  /** Pictures that wait for a thread. */
  readonly maxQueue: number;
  /** How long a picture is drawn, with its queries; then its thread is ended. */
  readonly timeoutMs: number;
  /** MB of a thread for JavaScript objects. The pixels are outside of them. */
  readonly heapMb: number;
}

export const defaultPictureLimits: PictureLimits = { threads: 2, maxQueue: 64, timeoutMs: 30_000, heapMb: 512 };

/** A picture, why there is none, or why it is not drawn now. */
export type PictureResponse =
  DrawnPicture | { readonly outcome: 'busy' | 'timedOut' | 'unavailable'; readonly reason: string };

/** Draws pictures of plots and of ROOT objects in a few threads. */
export class PictureDrawer {
  private readonly modules: { readonly plot: string; readonly histogram: string };
  private readonly limits: PictureLimits;
  private readonly pool: Piscina<PictureTask, DrawnPicture>;
  private readonly threads: PoolThreads<PictureTask, DrawnPicture>;

  /** `folder` has the modules of client/picture/ that were built for the server. */
  constructor(folder: string, limits: PictureLimits = defaultPictureLimits) {
    this.modules = {
      plot: path.join(folder, 'plot-picture.js'),
      histogram: path.join(folder, 'histogram-picture.js'),
    };
    this.limits = limits;
    this.pool = new Piscina<PictureTask, DrawnPicture>({
      ...importedModule(import.meta.resolve('hdqm/picture-worker')),
      workerData: {
        plotModule: pathToFileURL(this.modules.plot).href,
        histogramModule: pathToFileURL(this.modules.histogram).href,
      } satisfies PictureThreadData,
      minThreads: 0,
      maxThreads: limits.threads,
      maxQueue: limits.maxQueue,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    });
    this.threads = new PoolThreads(this.pool);
  }

  /** Draws a plot from the results of queries. Throws what a query throws, and where HDQM itself is at fault. */
  async draw(plot: PlotAddress, format: PictureFormat, query: ApiQuery): Promise<PictureResponse> {
    const { port1, port2 } = new MessageChannel();
    let failure: { readonly error: unknown } | undefined;
    const answer = async ({ id, document, variables }: QueryRequest): Promise<void> => {
      let json: string | undefined;
      try {
        json = JSON.stringify(await query(document, variables));
      } catch (error) {
        failure ??= { error };
      }
      port1.postMessage({ id, json } satisfies QueryResult);
    };
    // In the context of the request, whose queries these are.
    port1.on(
      'message',
      AsyncResource.bind((request: QueryRequest) => void answer(request)),
    );
    try {
      return await this.run({ plot, format, queries: port2 }, [port2]);
    } catch (error) {
      throw failure ? failure.error : error;
    } finally {
      port1.close();
    }
  }

  /** Draws a ROOT object. Throws where HDQM itself is at fault, or jsroot cannot draw it. */
  async drawHistogram(histogram: HistogramAddress, format: PictureFormat): Promise<PictureResponse> {
    return this.run({ histogram, format }, []);
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async run(task: PictureTask, transferList: MessagePort[]): Promise<PictureResponse> {
    if (!existsSync('plot' in task ? this.modules.plot : this.modules.histogram))
      return { outcome: 'unavailable', reason: 'pictures are not built: run `npm run build` and restart the server' };
    if (this.pool.queueSize >= this.limits.maxQueue)
      return { outcome: 'busy', reason: 'too many pictures are requested: try again in a minute' };
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    try {
      return await this.threads.run(task, { transferList, signal: timeout });
    } catch (error) {
      if (timeout.aborted)
        return { outcome: 'timedOut', reason: `not drawn within ${this.limits.timeoutMs / 1000} s: select fewer runs` };
      if ((error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY')
        return { outcome: 'tooLarge', reason: 'too large for a picture: select fewer trends or runs' };
      throw error;
    }
  }
}
