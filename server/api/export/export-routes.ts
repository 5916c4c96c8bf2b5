/** Exports by URL: `GET /export/points.csv?subsystem=…`, `/export/runs.csv`, `/export/comparison.csv` and `/export/suggested-runs.csv`, in all formats of server/export/. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { comparisonBatch, comparisonColumns } from '../../export/comparison.ts';
import { type FormatName, formatNames, formats } from '../../export/format.ts';
import { pointBatches, pointColumns } from '../../export/points.ts';
import { runBatches, runColumns } from '../../export/runs.ts';
import { suggestionBatch, suggestionColumns } from '../../export/suggested-runs.ts';
import type { Batch, Column } from '../../export/table.ts';
import { suggestRuns } from '../../jobs/certification/suggest-runs.ts';
import { exportedBlocks, planExport } from '../../store/export.ts';
import { findRunAttributes } from '../../store/runs/run-attributes.ts';
import { exportedAttributes, planRunExport } from '../../store/runs/export-runs.ts';
import { resolveSelection } from '../../store/runs/run-filter.ts';
import { SelectionError } from '../../store/runs/selection-error.ts';
import { sendGraphqlError } from '../errors.ts';
import { clientAddress, exportRateLimit } from '../http/rate-limit.ts';
import { compareTrends, comparisonRows } from '../graphql/resolvers/compared-trends/compare-trends.ts';
import type { Context, ServerContext } from '../graphql/context.ts';
import { histogramRoute } from './histogram-route.ts';
import { ExportSlots } from './export-slots.ts';
import {
  ParameterError,
  readComparisonParameters,
  readPointParameters,
  readRunParameters,
  readSuggestionParameters,
} from './parameters.ts';

/** Max. number of points of an export, of exports that run at the same time, of those of one address, and their duration in ms. */
export const exportLimits = { points: 20_000_000, running: 4, perAddress: 2, durationMs: 15 * 60_000 } as const;
/** How long a request waits for a slot, in ms, and how many of one address do: the panels of a dashboard come at the same time. */
const waiting = { ms: 20_000, perAddress: 20 } as const;
/** Seconds after which a client may retry for which there was no slot. */
const retrySeconds = 10;

/** A table to send. */
interface Table {
  /** Name of the file without its extension. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** Changes whenever the rows may have. */
  readonly version: string;
  /** Upper bound of the number of rows. */
  readonly size: number;
  readonly batches: () => AsyncIterable<Batch>;
}

/** The routes of exports. */
export function exportRoutes(
  {
    database,
    histograms,
    log,
    points,
  }: Pick<ServerContext, 'database' | 'histograms' | 'log'> & Pick<Context, 'points'>,
  version: string,
): Router {
  const routes = Router();
  const slots = new ExportSlots(exportLimits);
  const limit = exportRateLimit('exports');
  const formatPattern = formatNames.join('|');
  const serve = (path: string, tableOf: (parameters: URLSearchParams) => Promise<Table>): void => {
    routes.get(
      new RegExp(`^/export/${path}\\.(?<format>${formatPattern})$`),
      limit,
      sendTable(tableOf, slots, version, log),
    );
  };
  serve('points', async (parameters) => {
    const { selection, with: names } = readPointParameters(parameters);
    const attributes = await findRunAttributes(database, names);
    const select = selection.select && (await resolveSelection(database, selection.select));
    const plan = await planExport(database, { ...selection, select }, attributes);
    return {
      name: [selection.subsystem, selection.primaryDataset, selection.processing].filter(Boolean).join('_'),
      columns: pointColumns(attributes),
      version: plan.version,
      size: plan.points,
      batches: () => pointBatches(exportedBlocks(database, plan, attributes)),
    };
  });
  serve('runs', async (parameters) => {
    const plan = await planRunExport(database, await resolveSelection(database, readRunParameters(parameters)));
    const attributes = await exportedAttributes(database);
    return {
      name: 'runs',
      columns: runColumns(attributes),
      version: plan.version,
      size: plan.runs.length,
      batches: () => runBatches(database, plan, attributes),
    };
  });
  serve('suggested-runs', async (parameters) => {
    const { scope, select, rule } = readSuggestionParameters(parameters);
    const { runs } = await suggestRuns(database, scope, await resolveSelection(database, select), rule);
    const name = ['suggested_runs', scope.subsystem, scope.primaryDataset, scope.processing].filter(Boolean).join('_');
    return tableOfBatch(name, suggestionColumns, suggestionBatch(runs));
  });
  serve('comparison', async (parameters) => {
    const request = readComparisonParameters(parameters);
    const comparison = await compareTrends({ database, points }, request);
    const names = [request.a, request.b].flatMap(({ primaryDataset, processing, era }) => [
      primaryDataset,
      processing,
      era,
    ]);
    const name = ['comparison', request.subsystem, ...names].filter(Boolean).join('_');
    return tableOfBatch(name, comparisonColumns, comparisonBatch(comparisonRows(comparison)));
  });
  routes.use(histogramRoute(database, histograms, exportRateLimit('histograms')));
  return routes;
}

/** A table whose rows are all there. */
function tableOfBatch(name: string, columns: readonly Column[], batch: Batch): Table {
  return {
    name,
    columns,
    version: JSON.stringify(batch),
    size: batch.length,
    batches: async function* () {
      yield batch;
    },
  };
}

function sendTable(
  tableOf: (parameters: URLSearchParams) => Promise<Table>,
  slots: ExportSlots,
  version: string,
  log: Logger,
): RequestHandler {
  return async (request, response) => {
    const end = new AbortController();
    response.once('close', () => end.abort());
    const timeout = setTimeout(() => end.abort(), waiting.ms);
    const free = await slots.wait(clientAddress(request), waiting.perAddress, end.signal);
    clearTimeout(timeout);
    if (!free) {
      if (response.destroyed) return;
      response.set('Retry-After', String(retrySeconds));
      const limits = `${exportLimits.perAddress} from one address, ${exportLimits.running} in all`;
      sendGraphqlError(
        request,
        response,
        429,
        `too many exports run (${limits}): retry in ${retrySeconds} s`,
        'TOO_MANY_REQUESTS',
      );
      return;
    }
    try {
      const { search } = new URL(request.originalUrl, 'http://hdqm.invalid');
      const table = await tableOf(new URLSearchParams(search));
      if (table.size > exportLimits.points) {
        const limit = exportLimits.points.toLocaleString('en');
        const message = `up to ${table.size.toLocaleString('en')} points, but the maximum is ${limit}: select fewer runs or plots, or use hdqm export`;
        sendGraphqlError(request, response, 413, message, 'BAD_REQUEST');
        return;
      }
      await send(request, response, table, version);
    } catch (error) {
      if (response.headersSent) {
        // The response is cut off, which clients notice: the status is sent already.
        if (!request.destroyed) log.warn({ err: error, path: request.path }, 'export aborted');
        response.destroy();
      } else if (error instanceof ParameterError || error instanceof SelectionError)
        sendGraphqlError(request, response, 400, error.message, 'BAD_REQUEST');
      else throw error;
    } finally {
      free();
    }
  };
}

async function send(request: Request, response: Response, table: Table, version: string): Promise<void> {
  const format = request.params['format'] as FormatName;
  const { contentType, pieces } = formats[format];
  const etag = createHash('sha256').update(`${version}\n${request.originalUrl}\n${table.version}`).digest('base64url');
  response.set({
    'Content-Type': contentType,
    'Content-Disposition': `attachment; filename="${table.name.replaceAll(/[^\w.-]+/g, '_')}.${format}"`,
    'Cache-Control': 'no-cache',
    ETag: `W/"${etag}"`,
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(pieces(table.columns, table.batches()), { highWaterMark: 1 }), response, {
    signal: AbortSignal.timeout(exportLimits.durationMs),
  });
}
