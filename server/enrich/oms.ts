import { z } from 'zod';
import type { Answer } from './answer.ts';
import { toInversePicobarns } from './luminosity.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { Service, type ServiceOptions } from './service.ts';
import { ServiceError } from './service-error.ts';

/** What OMS knows of a run. Luminosities in 1/pb, duration in s, field in T, energy in GeV, rates in Hz; null is nothing that OMS says. */
export interface OmsRun {
  readonly fill: number | null;
  readonly era: string | null;
  readonly injectionScheme: string | null;
  readonly fillType: string | null;
  readonly stableBeam: boolean | null;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  readonly durationSeconds: number | null;
  readonly deliveredLumi: number | null;
  readonly recordedLumi: number | null;
  /** As OMS has it: an instantaneous luminosity, in a unit of its own. */
  readonly endLumi: number | null;
  readonly bField: number | null;
  readonly energy: number | null;
  readonly l1Key: string | null;
  readonly hltKey: string | null;
  readonly l1Rate: number | null;
  readonly hltPhysicsRate: number | null;
  /** The answer as it came: attributes and units of the run, and of its fill. */
  readonly raw: object;
}

const fields = [
  'run_number',
  'start_time',
  'end_time',
  'b_field',
  'energy',
  'delivered_lumi',
  'end_lumi',
  'recorded_lumi',
  'l1_key',
  'hlt_key',
  'l1_rate',
  'hlt_physics_rate',
  'duration',
  'fill_number',
  'fill_type_runtime',
  'stable_beam',
];
const fillFields = ['fill_number', 'era', 'injection_scheme'];

const text = z.string().nullish();
const number = z.number().nullish();
const time = z.iso.datetime({ offset: true, local: true }).nullish();

const runAttributes = z.looseObject({
  run_number: z.int(),
  start_time: time,
  end_time: time,
  b_field: number,
  energy: number,
  delivered_lumi: number,
  end_lumi: number,
  recorded_lumi: number,
  l1_key: text,
  hlt_key: text,
  l1_rate: number,
  hlt_physics_rate: number,
  duration: number,
  fill_number: z.int().nullish(),
  fill_type_runtime: text,
  stable_beam: z.boolean().nullish(),
});
const units = z.record(z.string(), z.looseObject({ units: z.string().nullish() }).nullish());
const runRow = z.looseObject({
  attributes: runAttributes,
  meta: z.looseObject({ row: units.nullish() }).nullish(),
});
/** What every row must have to be told whose it is. */
const anyRun = z.looseObject({ attributes: z.looseObject({ run_number: z.int() }) });
const fillAttributes = z.looseObject({ fill_number: z.int(), era: text, injection_scheme: text });
const fillRow = z.looseObject({ attributes: fillAttributes });

type Fill = z.output<typeof fillAttributes>;

/** OMS, the online monitoring service: what it knows of runs and fills. */
export class Oms {
  readonly service: Service;

  constructor(options: Omit<ServiceOptions, 'name'>) {
    this.service = new Service({ ...options, name: 'OMS' });
  }

  /** What OMS knows of the runs of a range. Throws a ServiceError. */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<OmsRun>> {
    const what = describeRange(range);
    const rows = await this.pages('/runs', 'run_number', range, fields, anyRun, what, signal);
    const wanted = new Set(range.runs);
    const found = rows.filter(({ attributes }) => wanted.has(attributes.run_number));
    const known = new Map<number, OmsRun>();
    const unusable = new Map<number, string>();
    const parsed = found.map((row) => ({ run: row.attributes.run_number, row: runRow.safeParse(row) }));
    const fills = await this.fetchFills(
      parsed.flatMap(({ row }) => row.data?.attributes.fill_number ?? []),
      signal,
    );
    for (const { run, row } of parsed) {
      try {
        if (row.success) known.set(run, toRun(row.data, fills.get(row.data.attributes.fill_number ?? -1)));
        else unusable.set(run, `OMS's answer cannot be used: ${problem(row.error)}`);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        unusable.set(run, `OMS's answer cannot be used: ${error.message}`);
      }
    }
    return { known, unusable };
  }

  private async fetchFills(numbers: readonly number[], signal: AbortSignal | undefined): Promise<Map<number, Fill>> {
    if (numbers.length === 0) return new Map();
    const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
    const what = from === to ? `fill ${from}` : `fills ${from} to ${to}`;
    const rows = await this.pages('/fills', 'fill_number', { from, to }, fillFields, fillRow, what, signal);
    return new Map(rows.map(({ attributes }) => [attributes.fill_number, attributes]));
  }

  private async pages<T>(
    path: string,
    key: string,
    { from, to }: { readonly from: number; readonly to: number },
    wanted: readonly string[],
    row: z.ZodType<T>,
    what: string,
    signal: AbortSignal | undefined,
  ): Promise<T[]> {
    const limit = 1000;
    const rows: T[] = [];
    for (;;) {
      const answer = await this.service.json(
        {
          method: 'GET',
          path,
          what,
          query: {
            [`filter[${key}][GE]`]: String(from),
            [`filter[${key}][LE]`]: String(to),
            fields: wanted.join(','),
            include: 'meta',
            sort: key,
            'page[offset]': String(rows.length),
            'page[limit]': String(limit),
          },
        },
        signal,
      );
      const parsed = z.looseObject({ data: z.array(row) }).safeParse(answer);
      if (!parsed.success)
        throw new ServiceError(`OMS, asked for ${what}: its answer has another shape: ${problem(parsed.error)}`);
      rows.push(...parsed.data.data);
      // Else one that heeds neither filter nor page would be asked for ever.
      if (rows.length > to - from + 1)
        throw new ServiceError(`OMS, asked for ${what}: it gives more rows than there are numbers`);
      if (parsed.data.data.length < limit) return rows;
    }
  }
}

/** Throws a RangeError for a luminosity in a unit that is none. */
function toRun({ attributes, meta }: z.output<typeof runRow>, fill: Fill | undefined): OmsRun {
  // A number without its unit says nothing: it stays in the raw answer.
  const luminosity = (name: 'delivered_lumi' | 'recorded_lumi'): number | null => {
    const unit = meta?.row?.[name]?.units;
    return unit === undefined || unit === null ? null : toInversePicobarns(attributes[name] ?? null, unit);
  };
  return {
    fill: attributes.fill_number ?? null,
    era: fill?.era ?? null,
    injectionScheme: fill?.injection_scheme ?? null,
    fillType: attributes.fill_type_runtime ?? null,
    stableBeam: attributes.stable_beam ?? null,
    startTime: toDate(attributes.start_time),
    endTime: toDate(attributes.end_time),
    durationSeconds: attributes.duration ?? null,
    deliveredLumi: luminosity('delivered_lumi'),
    recordedLumi: luminosity('recorded_lumi'),
    endLumi: attributes.end_lumi ?? null,
    bField: attributes.b_field ?? null,
    energy: attributes.energy ?? null,
    l1Key: attributes.l1_key ?? null,
    hltKey: attributes.hlt_key ?? null,
    l1Rate: attributes.l1_rate ?? null,
    hltPhysicsRate: attributes.hlt_physics_rate ?? null,
    raw: { attributes, meta: meta ?? null, fill: fill ?? null },
  };
}

/** OMS's times are UTC, with or without the Z. */
function toDate(written: string | null | undefined): Date | null {
  if (written === null || written === undefined) return null;
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written}Z`);
}

/** zod's first complaint, with its place. */
export function problem({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unreadable' : `${first.path.join('.') || 'the whole'}: ${first.message}`;
}
