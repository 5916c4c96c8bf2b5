import { z } from 'zod';
import type { Answer } from './answer.ts';
import { toInversePicobarns } from './luminosity.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { Service, type ServiceOptions } from './service.ts';

/** Where a column of a run comes from in OMS: an attribute of the run or of its fill, how it is validated and converted. */
interface OmsAttribute<T, C> {
  readonly of: 'run' | 'fill';
  readonly name: string;
  readonly type: z.ZodType<T>;
  /** `unit` as reported by OMS. */
  readonly convert: (value: T, unit: string | undefined) => C | null;
}

const ofRun = <T>(name: string, type: z.ZodType<T>) =>
  ({ of: 'run', name, type, convert: (value) => value }) satisfies OmsAttribute<T, T>;
const ofFill = <T>(name: string, type: z.ZodType<T>) =>
  ({ of: 'fill', name, type, convert: (value) => value }) satisfies OmsAttribute<T, T>;
const time = (name: string) =>
  ({ of: 'run', name, type: z.iso.datetime({ offset: true, local: true }), convert: toDate }) satisfies OmsAttribute<
    string,
    Date
  >;
/** Without a unit the value is meaningless: it stays in the raw answer only. */
const luminosity = (name: string) =>
  ({
    of: 'run',
    name,
    type: z.number(),
    convert: (value, unit) => (unit === undefined ? null : toInversePicobarns(value, unit)),
  }) satisfies OmsAttribute<number, number>;

/**
 * The columns of a run that come from OMS, by the name of the Run entity's property. A new one is declared here, as a property of the
 * entity, in a migration, and in the client's list of run columns.
 */
const omsColumns = {
  fill: ofRun('fill_number', z.int()),
  era: ofFill('era', z.string()),
  injectionScheme: ofFill('injection_scheme', z.string()),
  fillType: ofRun('fill_type_runtime', z.string()),
  stableBeam: ofRun('stable_beam', z.boolean()),
  startTime: time('start_time'),
  endTime: time('end_time'),
  /** In s. */
  durationSeconds: ofRun('duration', z.number()),
  /** In 1/pb. */
  deliveredLumi: luminosity('delivered_lumi'),
  recordedLumi: luminosity('recorded_lumi'),
  /** Instantaneous luminosity in OMS's own unit. */
  endLumi: ofRun('end_lumi', z.number()),
  /** In T. */
  bField: ofRun('b_field', z.number()),
  /** In GeV. */
  energy: ofRun('energy', z.number()),
  l1Key: ofRun('l1_key', z.string()),
  hltKey: ofRun('hlt_key', z.string()),
  /** In Hz. */
  l1Rate: ofRun('l1_rate', z.number()),
  hltPhysicsRate: ofRun('hlt_physics_rate', z.number()),
};

type OmsColumns = typeof omsColumns;

/** A run in OMS; null: OMS has no value. */
export type OmsRun = {
  readonly [Name in keyof OmsColumns]: ReturnType<OmsColumns[Name]['convert']> | null;
} & {
  /** The unmodified answer: attributes and units of the run, and attributes of its fill. */
  readonly raw: object;
};

/** Names and validation of the attributes of a run or of a fill. */
function attributesOf(object: 'run' | 'fill', key: string): { names: string[]; schema: z.ZodType<Attributes> } {
  const attributes = Object.values(omsColumns).filter((column) => column.of === object && column.name !== key);
  const schemas = attributes.map(({ name, type }) => [name, (type as z.ZodType).nullish()] as const);
  return {
    names: [key, ...attributes.map(({ name }) => name)],
    schema: z.looseObject({ ...Object.fromEntries(schemas), [key]: z.int() }),
  };
}
type Attributes = Readonly<Record<string, unknown>>;

const runAttributes = attributesOf('run', 'run_number');
const fillAttributes = attributesOf('fill', 'fill_number');
const units = z.record(z.string(), z.looseObject({ units: z.string().nullish() }).nullish());
const runRow = z.looseObject({
  attributes: runAttributes.schema,
  meta: z.looseObject({ row: units.nullish() }).nullish(),
});
const fillRow = z.looseObject({ attributes: fillAttributes.schema });
/** The run number alone, for rows that are otherwise invalid. */
const anyRun = z.looseObject({ attributes: z.looseObject({ run_number: z.int() }) });

const pageSize = 1000;

/** Client of OMS, the online monitoring service. */
export class Oms {
  readonly service: Service;

  constructor(options: Omit<ServiceOptions, 'name'>) {
    this.service = new Service({ ...options, name: 'OMS' });
  }

  /** Fetches the runs of a range and their fills. Throws a ServiceError. */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<OmsRun>> {
    const what = describeRange(range);
    const rows = await this.fetchPages('/runs', range, runAttributes.names, anyRun, what, signal);
    const wanted = new Set(range.runs);
    const known = new Map<number, OmsRun>();
    const unusable = new Map<number, string>();
    const parsed = rows
      .filter(({ attributes }) => wanted.has(attributes.run_number))
      .map((row) => ({ run: row.attributes.run_number, row: runRow.safeParse(row) }));
    const fills = await this.fetchFills(
      parsed.flatMap(({ row }) => numberOf(row.data?.attributes['fill_number']) ?? []),
      signal,
    );
    for (const { run, row } of parsed) {
      try {
        if (row.success) known.set(run, toRun(row.data, fills));
        else unusable.set(run, `invalid response of OMS: ${firstIssue(row.error)}`);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        unusable.set(run, `invalid response of OMS: ${error.message}`);
      }
    }
    return { known, unusable };
  }

  private async fetchFills(
    numbers: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<Map<unknown, Attributes>> {
    if (numbers.length === 0) return new Map();
    const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
    const what = from === to ? `fill ${from}` : `fills ${from} to ${to}`;
    const rows = await this.fetchPages('/fills', { from, to }, fillAttributes.names, fillRow, what, signal);
    return new Map(rows.map(({ attributes }) => [attributes['fill_number'], attributes]));
  }

  /** Fetches all pages of a range of numbers; the first of `names` is the key. */
  private async fetchPages<T>(
    path: string,
    { from, to }: { readonly from: number; readonly to: number },
    names: readonly string[],
    row: z.ZodType<T>,
    what: string,
    signal: AbortSignal | undefined,
  ): Promise<T[]> {
    const key = names[0] ?? '';
    const rows: T[] = [];
    for (;;) {
      const query = {
        [`filter[${key}][GE]`]: String(from),
        [`filter[${key}][LE]`]: String(to),
        fields: names.join(','),
        include: 'meta',
        sort: key,
        'page[offset]': String(rows.length),
        'page[limit]': String(pageSize),
      };
      const response = await this.service.json({ method: 'GET', path, what, query }, signal);
      const parsed = z.looseObject({ data: z.array(row) }).safeParse(response);
      if (!parsed.success) throw this.service.error({ what }, `invalid response: ${firstIssue(parsed.error)}`);
      rows.push(...parsed.data.data);
      // Guards against an endless loop over a server that ignores filter and page.
      if (rows.length > to - from + 1) throw this.service.error({ what }, 'more rows than requested');
      if (parsed.data.data.length < pageSize) return rows;
    }
  }
}

/** Throws a RangeError for an unknown unit of luminosity. */
function toRun({ attributes, meta }: z.output<typeof runRow>, fills: ReadonlyMap<unknown, Attributes>): OmsRun {
  const fill = fills.get(attributes['fill_number']);
  const values = Object.entries(omsColumns).map(([column, { of, name, convert }]) => {
    const value = (of === 'run' ? attributes : fill)?.[name] ?? null;
    const unit = meta?.row?.[name]?.units ?? undefined;
    return [column, value === null ? null : (convert as (value: unknown, unit?: string) => unknown)(value, unit)];
  });
  return { ...(Object.fromEntries(values) as OmsRun), raw: { attributes, meta: meta ?? null, fill: fill ?? null } };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Parses a time of OMS: UTC, with or without Z. */
function toDate(text: string): Date {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}

/** The first issue of a zod error, with its path. */
export function firstIssue({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unreadable' : `${first.path.join('.') || 'root'}: ${first.message}`;
}
