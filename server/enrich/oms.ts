import { z } from 'zod';
import type { Answer, Incomplete } from './answer.ts';
import { toInversePicobarns } from './luminosity.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { ServiceError } from './service-error.ts';
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
  fill: ofRun('fill_number', z.int32()),
  era: ofFill('era', z.string()),
  injectionScheme: ofFill('injection_scheme', z.string()),
  fillType: ofRun('fill_type_runtime', z.string()),
  stableBeam: ofRun('stable_beam', z.boolean()),
  startTime: time('start_time'),
  endTime: time('end_time'),
  /** In s. */
  durationSeconds: ofRun('duration', z.number()),
  lumisections: ofRun('last_lumisection_number', z.int32().min(0)),
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

type FillColumn = {
  [Name in keyof OmsColumns]: OmsColumns[Name]['of'] extends 'fill' ? Name : never;
}[keyof OmsColumns];
type ColumnValues = { readonly [Name in keyof OmsColumns]: ReturnType<OmsColumns[Name]['convert']> | null };

/** A run in OMS; null: OMS has no value; absent: its fill could not be fetched. */
export type OmsRun = Omit<ColumnValues, FillColumn> &
  Partial<Pick<ColumnValues, FillColumn>> & {
    /** The unmodified answer: attributes and units of the run, and attributes of its fill. */
    readonly raw: object;
  };

type Attributes = Readonly<Record<string, unknown>>;

/** A row; its other attributes are validated one by one, so that an invalid one costs nothing else. */
const rowOf = (key: string) =>
  z.looseObject({ attributes: z.looseObject({ [key]: z.int() }), meta: z.unknown().optional() });
/** The units of a row, by attribute. */
const units = z.looseObject({ row: z.record(z.string(), z.unknown()) });
const unit = z.looseObject({ units: z.string() });
/** Links of a page: `next` is null or absent on the last one. */
const links = z.looseObject({ next: z.string().nullish() });

/** The fills of runs, by number, or why they are not known. */
type Fills = ReadonlyMap<unknown, Attributes> | { readonly reason: string };

const pageSize = 1000;

/** Client of OMS, the online monitoring service. */
export class Oms {
  readonly service: Service;

  constructor(options: Omit<ServiceOptions, 'name'>) {
    this.service = new Service({ ...options, name: 'OMS' });
  }

  /**
   * Fetches the runs of a range and their fills. Runs whose fills could not be fetched, or that have an invalid attribute, are known without
   * these. Throws a ServiceError.
   */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<OmsRun>> {
    const what = describeRange(range);
    const wanted = new Set<unknown>(range.runs);
    const rows = (await this.fetchPages('/runs', range, 'run_number', what, signal)).filter(({ attributes }) =>
      wanted.has(attributes['run_number']),
    );
    const fills = await this.fetchFills(
      rows.flatMap(({ attributes }) => z.int().safeParse(attributes['fill_number']).data ?? []),
      signal,
    );
    const known = new Map<number, OmsRun>();
    const incomplete = new Map<number, Incomplete>();
    for (const row of rows) {
      const run = Number(row.attributes['run_number']);
      const { columns, problems } = toRun(row, fills);
      known.set(run, columns);
      const reason = 'reason' in fills ? fills.reason : undefined;
      const isFillMissing = reason !== undefined && columns.fill !== null;
      if (isFillMissing) problems.push(reason);
      if (problems.length > 0) incomplete.set(run, { reason: problems.join('; '), retry: isFillMissing });
    }
    return { known, unusable: new Map(), incomplete };
  }

  /** Era and injection scheme are extras: where OMS does not answer for the fills, the runs are known without. */
  private async fetchFills(numbers: readonly number[], signal: AbortSignal | undefined): Promise<Fills> {
    if (numbers.length === 0) return new Map();
    const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
    const what = from === to ? `fill ${from}` : `fills ${from} to ${to}`;
    try {
      const rows = await this.fetchPages('/fills', { from, to }, 'fill_number', what, signal);
      return new Map(rows.map(({ attributes }) => [attributes['fill_number'], attributes]));
    } catch (error) {
      if (!(error instanceof ServiceError) || signal?.aborted === true) throw error;
      return { reason: error.message };
    }
  }

  /**
   * Fetches all pages of a range of numbers, with all attributes: quantities of the settings are of any. A page may be shorter than requested:
   * OMS may limit it. The last one is the one without a link to the next, or an empty one.
   */
  private async fetchPages(
    path: string,
    { from, to }: { readonly from: number; readonly to: number },
    key: 'run_number' | 'fill_number',
    what: string,
    signal: AbortSignal | undefined,
  ): Promise<z.output<ReturnType<typeof rowOf>>[]> {
    const schema = z.looseObject({ data: z.array(rowOf(key)), links: links.nullish() });
    const rows = new Map<unknown, z.output<ReturnType<typeof rowOf>>>();
    const first = {
      [`filter[${key}][GE]`]: String(from),
      [`filter[${key}][LE]`]: String(to),
      include: 'meta',
      sort: key,
      'page[limit]': String(pageSize),
    };
    let query: Readonly<Record<string, string>> = { ...first, 'page[offset]': '0' };
    for (;;) {
      const response = await this.service.json({ method: 'GET', path, what, query }, signal);
      const parsed = schema.safeParse(response);
      if (!parsed.success) throw this.service.error({ what }, `invalid response: ${firstIssue(parsed.error)}`);
      const { data, links: pageLinks } = parsed.data;
      const before = rows.size;
      for (const row of data) rows.set(row.attributes[key], row);
      // Guards against an endless loop over a server that ignores the filter; one that ignores the page brings nothing new.
      if (rows.size > to - from + 1) throw this.service.error({ what }, 'more rows than requested');
      const isComplete = rows.size === before || rows.size === to - from + 1 || pageLinks?.next === null;
      if (isComplete) return [...rows.values()];
      query = queryOf(pageLinks?.next ?? undefined) ?? { ...first, 'page[offset]': String(rows.size) };
    }
  }
}

/** The query of a link to the next page. Its host is not used: it may be an internal name, and must not receive the token. */
function queryOf(link: string | undefined): Readonly<Record<string, string>> | undefined {
  if (link === undefined || !URL.canParse(link, 'https://oms')) return undefined;
  const query = Object.fromEntries(new URL(link, 'https://oms').searchParams);
  return Object.keys(query).length === 0 ? undefined : query;
}

/** The columns of a run, and the attributes that are invalid; those of a fill that could not be fetched are absent. */
function toRun(
  { attributes, meta }: { readonly attributes: Attributes; readonly meta?: unknown },
  fills: Fills,
): { readonly columns: OmsRun; readonly problems: string[] } {
  const problems: string[] = [];
  const fill = 'reason' in fills ? undefined : (fills.get(attributes['fill_number']) ?? null);
  const rowUnits = units.safeParse(meta).data?.row;
  const columns: Record<string, unknown> = {};
  for (const [column, { of, name, type, convert }] of Object.entries(omsColumns)) {
    if (of === 'fill' && fill === undefined) continue;
    const value = (of === 'run' ? attributes : fill)?.[name] ?? null;
    columns[column] = null;
    if (value === null) continue;
    const parsed = type.safeParse(value);
    if (!parsed.success) {
      problems.push(`invalid response of OMS: ${name}: ${firstIssue(parsed.error).replace(/^root: /, '')}`);
      continue;
    }
    try {
      const given = unit.safeParse(rowUnits?.[name]).data?.units;
      columns[column] = (convert as (value: unknown, unit?: string) => unknown)(parsed.data, given);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`invalid response of OMS: ${name}: ${error.message}`);
    }
  }
  const raw = { attributes, meta: meta ?? null, ...(fill === undefined ? {} : { fill }) };
  return { columns: { ...(columns as OmsRun), raw }, problems };
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
