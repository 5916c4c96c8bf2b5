import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { type InputName, inputNames } from '../../../metrics/metric.ts';
import type { HistogramReader, HistogramResponse } from '../../histograms/histogram-reader.ts';
import type { Database } from '../../store/connection/database.ts';
import { findDatasetId } from '../../store/datasets.ts';
import { findProvenance, findTrends } from '../../store/trends.ts';
import { sendGraphqlError } from '../errors.ts';
import { ParameterError, parseParameters } from './parameters.ts';

const text = z.string().min(1);
const point = {
  run: z.coerce.number<string>().int().min(0).max(999_999_999),
  input: z.enum(inputNames as unknown as [InputName, ...InputName[]]).default('main'),
};
const byId = z.strictObject({
  ...point,
  trend: z.coerce
    .number<string>()
    .int()
    .min(1 - 2 ** 31) // that of a chain is negative
    .max(2 ** 31 - 1)
    .refine((id) => id !== 0),
});
const byName = z.strictObject({ ...point, subsystem: text, name: text, pd: text, ps: text });

/** Formats of a histogram by the extension of its URL: plain lists, or ROOT's JSON, which jsroot's parse function reads. */
const forms = { json: 'arrays', 'root-json': 'root' } as const;

/** `GET /export/histogram.json?trend=…&run=…`: the ME that a point was computed from, read from its file. */
export function histogramRoute(
  database: Database,
  histograms: Pick<HistogramReader, 'read'>,
  limit: RequestHandler,
): Router {
  return Router().get(/^\/export\/histogram\.(?<format>json|root-json)$/, limit, sendHistogram(database, histograms));
}

function sendHistogram(database: Database, histograms: Pick<HistogramReader, 'read'>): RequestHandler {
  return async (request, response) => {
    const fail = (status: number, message: string): void =>
      sendGraphqlError(request, response, status, message, status === 503 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST');
    const { search } = new URL(request.originalUrl, 'http://hdqm.invalid');
    let found;
    try {
      found = await findPoint(database, new URLSearchParams(search));
    } catch (error) {
      if (error instanceof ParameterError) return fail(400, error.message);
      throw error;
    }
    if (typeof found === 'string') return fail(404, found);
    const form = forms[request.params['format'] as keyof typeof forms];
    const answer = await histograms.read({ file: found.file, run: found.run, mePaths: [found.paths], form });
    const [status, body] = bodyOf(answer);
    if (status !== 200) return fail(status, body);
    response.set({ 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
    response.send(body);
  };
}

/** A point by its file and the paths of its ME, or why there is none. Throws a ParameterError. */
export async function findPoint(
  database: Database,
  parameters: URLSearchParams,
): Promise<{ readonly file: string; readonly run: number; readonly paths: readonly string[] } | string> {
  const given = parameters.has('trend') ? parseParameters(byId, parameters) : parseParameters(byName, parameters);
  const trend = 'trend' in given ? given.trend : await findTrendId(database, given);
  const provenance = trend === undefined ? undefined : await findProvenance(database, trend, given.run);
  if (!provenance) return `no file of run ${given.run} was extracted for this trend, or there is no such trend`;
  const { file, paths, referenceRun } = provenance;
  if (given.input === 'reference' && referenceRun !== null)
    return `the reference is of another run: request run ${referenceRun} with input main`;
  const ofInput = paths[given.input];
  return ofInput ? { file, run: given.run, paths: ofInput } : `the metric has no input ${given.input}`;
}

async function findTrendId(
  database: Database,
  { subsystem, name, pd, ps }: Pick<z.output<typeof byName>, 'subsystem' | 'name' | 'pd' | 'ps'>,
): Promise<number | undefined> {
  const dataset = await findDatasetId(database, pd, ps);
  const [trend] = dataset === undefined ? [] : await findTrends(database, dataset, { subsystem, names: [name] });
  return trend?.id;
}

/** The status of what was read, and its JSON or why there is none. */
export function bodyOf(answer: HistogramResponse): [status: number, body: string] {
  if (answer.outcome === 'missing') return [404, 'the file is no longer there'];
  if (answer.outcome !== 'read') return [503, answer.reason];
  const [reading] = answer.histograms;
  if (!reading) throw new Error('no reading of the ME');
  if ('failure' in reading) return [reading.failure === 'TOO_LARGE' ? 413 : 404, reading.reason];
  return [
    200,
    'object' in reading ? reading.object : JSON.stringify({ className: reading.className, text: reading.text }),
  ];
}
