import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql';
import { type InputName, inputNames } from '../../../../metrics/metric.ts';
import type { HistogramResponse } from '../../../histograms/histogram-reader.ts';
import { referenceFiles } from '../../../store/files.ts';
import { findProvenance } from '../../../store/trends.ts';
import type { Context } from '../context.ts';

const MonitorElementState = {
  READ: 'READ',
  MISSING: 'MISSING',
  UNREADABLE: 'UNREADABLE',
  WRONG_TYPE: 'WRONG_TYPE',
  TOO_LARGE: 'TOO_LARGE',
  FILE_NOT_FOUND: 'FILE_NOT_FOUND',
  FILE_UNREADABLE: 'FILE_UNREADABLE',
  BUSY: 'BUSY',
  TIMED_OUT: 'TIMED_OUT',
} as const;
type State = keyof typeof MonitorElementState;
registerEnumType(MonitorElementState, {
  name: 'MonitorElementState',
  description: 'What became of reading an ME. BUSY and TIMED_OUT pass: ask again in a minute.',
  valuesConfig: {
    READ: { description: 'It is here.' },
    MISSING: { description: 'The file has no such ME.' },
    UNREADABLE: { description: 'Its record in the file is damaged.' },
    WRONG_TYPE: { description: 'What is there is no histogram.' },
    TOO_LARGE: { description: 'It has too many bytes to be sent and drawn.' },
    FILE_NOT_FOUND: { description: 'The file is no longer there.' },
    FILE_UNREADABLE: { description: 'The file as a whole cannot be read.' },
    BUSY: { description: 'Too many others are asked for.' },
    TIMED_OUT: { description: 'The storage did not answer in time.' },
  },
});

@ObjectType({ description: 'One input of the metric behind a point: a monitor element (ME) as its file has it.' })
export class MonitorElement {
  @Field(() => String, { description: 'main, histo1, histo2 or reference.' })
  input!: InputName;

  @Field(() => String, { description: 'Its path, Subsystem/Folder/Name: the first of the config that the file has.' })
  path!: string;

  @Field(() => Int, { description: 'Run of its file; that of a reference may be another one.' })
  run!: number;

  @Field(() => String, { description: 'Path of its file below the root of the DQM files.' })
  file!: string;

  @Field(() => MonitorElementState, { description: 'What became of reading it.' })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why it is not here.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'Its ROOT class, e.g. TH1F.' })
  className!: string | null;

  @Field(() => Float, { nullable: true, description: 'Bytes of the object in the file, decompressed.' })
  bytes!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The ROOT object in ROOT's JSON (TBufferJSON), without attached functions: jsroot's parse reads it.",
  })
  object!: string | null;

  @Field(() => String, { nullable: true, description: 'What a scalar or quality test says.' })
  text!: string | null;
}

@Resolver(() => MonitorElement)
export class MonitorElementResolver {
  @Query(() => [MonitorElement], {
    nullable: true,
    description:
      'The MEs behind the point (or gap) of a trend, read from its file now: all inputs of the metric, by the paths of the revision that computed the point. Null where no file of the run was read for the trend.',
  })
  async monitorElements(
    @Ctx() { database, actions }: Context,
    @Arg('trend', () => ID, { description: 'Number of the trend.' }) trend: string,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
  ): Promise<MonitorElement[] | null> {
    if (!/^\d{1,9}$/.test(trend)) return null;
    const provenance = await findProvenance(database, Number(trend), run);
    if (!provenance) return null;
    const { datasetId, file, paths, referenceRun } = provenance;
    const own = inputNames.filter((name) => paths[name] && !(name === 'reference' && referenceRun !== null));
    const elements = read(
      own.map((input) => ({ input, paths: paths[input] ?? [] })),
      file,
      run,
    );
    if (referenceRun === null) return elements;
    const wanted = [{ input: 'reference' as const, paths: paths.reference ?? paths.main }];
    const [reference] = await referenceFiles(database, datasetId, [referenceRun]);
    const others = reference
      ? read(wanted, reference.path, referenceRun)
      : wanted.map((input) => ({
          ...nothing(input, '', referenceRun),
          state: 'MISSING' as const,
          reason: `no file of the reference run ${referenceRun} in this dataset was read yet`,
        }));
    return [...(await elements), ...(await others)];

    async function read(inputs: readonly Wanted[], file: string, run: number): Promise<MonitorElement[]> {
      const answer = await actions.draw({ file, run, mePaths: inputs.map(({ paths }) => paths) });
      return inputs.map((input, index) => ({ ...nothing(input, file, run), ...stateOf(answer, index) }));
    }
  }
}

interface Wanted {
  readonly input: InputName;
  readonly paths: readonly string[];
}

function nothing({ input, paths }: Wanted, file: string, run: number): Omit<MonitorElement, 'state'> {
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
  };
}

const failureStates = {
  MISSING_HISTOGRAM: 'MISSING',
  UNREADABLE: 'UNREADABLE',
  WRONG_TYPE: 'WRONG_TYPE',
  TOO_LARGE: 'TOO_LARGE',
} as const;

/** What an answer says of the ME at `index` of what was wanted. */
function stateOf(answer: HistogramResponse, index: number): Partial<MonitorElement> & Pick<MonitorElement, 'state'> {
  switch (answer.outcome) {
    case 'missing':
      return { state: 'FILE_NOT_FOUND', reason: 'the file is no longer there' };
    case 'failed':
      return { state: 'FILE_UNREADABLE', reason: answer.reason };
    case 'busy':
      return { state: 'BUSY', reason: answer.reason };
    case 'timedOut':
      return { state: 'TIMED_OUT', reason: answer.reason };
    case 'read': {
      const reading = answer.histograms[index];
      if (!reading) throw new Error(`no reading for ME ${index}`);
      if ('failure' in reading)
        return { path: reading.path, state: failureStates[reading.failure], reason: reading.reason };
      return { ...reading, state: 'READ' };
    }
  }
}
