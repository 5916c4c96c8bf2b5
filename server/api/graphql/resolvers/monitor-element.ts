import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { type InputName, inputNames } from '../../../../metrics/metric.ts';
import type { CurveRequest } from '../../../histograms/histogram.thread.ts';
import type { HistogramResponse } from '../../../histograms/histogram-reader.ts';
import { enumType } from '../../../store/entities/graphql-decorators.ts';
import { referenceFiles } from '../../../store/files/files.ts';
import { findProvenance } from '../../../store/trends.ts';
import { rowId } from '../arguments.ts';
import type { Context } from '../context.ts';
import { curveOfPoint, FittedCurve } from './fitted-curve.ts';

export const MonitorElementState = enumType(
  'MonitorElementState',
  'Outcome of reading an ME. BUSY and TIMED_OUT are temporary: retry in a minute.',
  {
    READ: 'The ME was read.',
    MISSING: 'The file does not contain the ME.',
    UNREADABLE: 'The record of the ME in the file is corrupt.',
    WRONG_TYPE: 'The object is not a histogram.',
    TOO_LARGE: 'The object is too large to be sent.',
    FILE_NOT_FOUND: 'The file is no longer in the tree.',
    FILE_UNREADABLE: 'The file cannot be read.',
    BUSY: 'Too many MEs are being read.',
    TIMED_OUT: 'The storage did not answer in time.',
  },
);
export type State = keyof typeof MonitorElementState;

@ObjectType({ description: 'A monitor element (ME) that is an input of the metric of a point, as it is in the file.' })
export class MonitorElement {
  @Field(() => String, { description: 'Name of the input: main, histo1, histo2 or reference.' })
  input!: InputName;

  @Field(() => String, {
    description: 'Path, Subsystem/Folder/Name: the first of the paths in the config that the file contains.',
  })
  path!: string;

  @Field(() => Int, { description: 'Run number of the file. The file of a reference may be of another run.' })
  run!: number;

  @Field(() => String, { description: 'Path of the file, relative to the root of the DQM files.' })
  file!: string;

  @Field(() => MonitorElementState, { description: 'Outcome of reading the ME.' })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why the ME could not be read.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'ROOT class, e.g. TH1F.' })
  className!: string | null;

  @Field(() => Float, { nullable: true, description: 'Uncompressed size of the object in bytes.' })
  bytes!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The object in ROOT's JSON format (TBufferJSON), without attached functions. jsroot's parse function reads it.",
  })
  object!: string | null;

  @Field(() => String, { nullable: true, description: 'Content of a scalar or quality test.' })
  text!: string | null;

  @Field(() => FittedCurve, {
    nullable: true,
    description:
      'Of the main ME: the curve that the metric fitted. Null if it fits none, or computes another value than that of the point now.',
  })
  curve!: FittedCurve | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no curve although the metric fits one.',
  })
  curveProblem!: string | null;
}

@Resolver(() => MonitorElement)
export class MonitorElementResolver {
  @Query(() => [MonitorElement], {
    nullable: true,
    description:
      'The MEs that a point was computed from, read from its file: all inputs of the metric, by the paths in the revision that computed the point. Null if no file of the run was extracted for the trend, or the point was imported.',
  })
  async monitorElements(
    @Ctx() { database, histograms }: Context,
    @Arg('trend', () => ID, { description: 'ID of the trend.' }) trend: string,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
  ): Promise<MonitorElement[] | null> {
    const trendId = rowId(trend);
    const provenance = trendId === undefined ? undefined : await findProvenance(database, trendId, run);
    if (!provenance) return null;
    const { datasetId, file, metric, paths, referenceRun, ...stored } = provenance;
    const own = inputNames.filter((name) => paths[name] && !(name === 'reference' && referenceRun !== null));
    const elements = read(
      own.map((input) => ({ input, paths: paths[input] ?? [] })),
      file,
      run,
      stored.value === null ? undefined : { metric, inputs: own },
    );
    if (referenceRun === null) return elements;
    const wanted = [{ input: 'reference' as const, paths: paths.reference ?? paths.main }];
    const [reference] = await referenceFiles(database, datasetId, [referenceRun]);
    const others = reference
      ? read(wanted, reference.path, referenceRun)
      : wanted.map((input) => ({
          ...emptyElement(input, '', referenceRun),
          state: 'MISSING' as const,
          reason: `no file of the reference run ${referenceRun} in this dataset was extracted`,
        }));
    return [...(await elements), ...(await others)];

    async function read(
      inputs: readonly Wanted[],
      file: string,
      run: number,
      curve?: CurveRequest,
    ): Promise<MonitorElement[]> {
      const mePaths = inputs.map(({ paths }) => paths);
      const answer = await histograms.read({ file, run, mePaths, ...(curve && { curve }) });
      return inputs.map((input, index) => ({
        ...emptyElement(input, file, run),
        ...stateOf(answer, index),
        ...(input.input === 'main' && answer.outcome === 'read' && curveOfPoint(answer.curve, stored)),
      }));
    }
  }
}

interface Wanted {
  readonly input: InputName;
  readonly paths: readonly string[];
}

/** An ME of which nothing is known yet. */
export function emptyElement({ input, paths }: Wanted, file: string, run: number): Omit<MonitorElement, 'state'> {
  return {
    input,
    path: paths[0] ?? '',
    run,
    file,
    reason: null,
    className: null,
    bytes: null,
    object: null,
    text: null,
    curve: null,
    curveProblem: null,
  };
}

/** The states of MEs that could not be read, by the failure. */
export const failureStates = {
  MISSING_HISTOGRAM: 'MISSING',
  UNREADABLE: 'UNREADABLE',
  WRONG_TYPE: 'WRONG_TYPE',
  TOO_LARGE: 'TOO_LARGE',
} as const;

/** The state, and the content if any, of the ME at `index` of the request. */
export function stateOf(
  answer: HistogramResponse,
  index: number,
): Partial<MonitorElement> & Pick<MonitorElement, 'state'> {
  if (answer.outcome !== 'read') return problemOf(answer);
  const reading = answer.histograms[index];
  if (!reading) throw new Error(`no reading for ME ${index}`);
  if ('failure' in reading)
    return { path: reading.path, state: failureStates[reading.failure], reason: reading.reason };
  return { ...reading, state: 'READ' };
}

/** Why a file was not read. */
export function problemOf(answer: Exclude<HistogramResponse, { outcome: 'read' }>): { state: State; reason: string } {
  switch (answer.outcome) {
    case 'missing':
      return { state: 'FILE_NOT_FOUND', reason: 'the file is no longer there' };
    case 'failed':
      return { state: 'FILE_UNREADABLE', reason: answer.reason };
    case 'busy':
      return { state: 'BUSY', reason: answer.reason };
    case 'timedOut':
      return { state: 'TIMED_OUT', reason: answer.reason };
  }
}
