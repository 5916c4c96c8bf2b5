import { z } from 'zod';
import { wildcard } from '../names/wildcard.ts';
import type { Answer, Incomplete } from './answer.ts';
import { readFlags, type RegistryFlag, tripletCache } from './flags.ts';
import { firstIssue } from './oms.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { ServiceError } from './service-error.ts';
import { Service, type ServiceOptions } from './service.ts';
import { judgeSignificance, type Significance, type SignificanceFacts, type SignificanceRule } from './significance.ts';

/** A run in Run Registry. */
export interface RegistryRun {
  readonly class: string | null;
  /** OPEN, SIGNOFF or COMPLETED. */
  readonly state: string | null;
  /** Number of lumisections of the run, in Run Registry's copy of the OMS attributes. */
  readonly lumisections: number | null;
  /** The flags of the run, and of its datasets; undefined: Run Registry did not answer for the datasets. */
  readonly flags: { readonly online: readonly RegistryFlag[]; readonly datasets: readonly RegistryFlag[] | undefined };
  /** The unmodified answer: attributes, Run Registry's copy of the OMS attributes, states of the detectors by dataset. */
  readonly raw: object;
}

const run = z.looseObject({
  run_number: z.int(),
  oms_attributes: z
    .looseObject({
      hlt_key: z.string().nullish(),
      duration: z.number().nullish(),
      last_lumisection_number: z.unknown().optional(),
    })
    .nullish(),
  rr_attributes: z.looseObject({
    class: z.string().nullish(),
    state: z.string().nullish(),
    significant: z.boolean().nullish(),
  }),
  DatasetTripletCache: z.unknown().optional(),
});
/** The run number alone, for rows that are otherwise invalid. */
const anyRun = z.looseObject({ run_number: z.int() });
const dataset = z.looseObject({ run_number: z.int(), name: z.string(), DatasetTripletCache: z.unknown().optional() });
const counts = { pages: z.int(), count: z.int() };

/** The lists of Run Registry that are queried by page. */
const lists = {
  runs: {
    path: '/api/runs_filtered_ordered',
    page: z
      .looseObject({ runs: z.array(anyRun), ...counts })
      .transform(({ runs, ...page }) => ({ ...page, rows: runs })),
  },
  datasets: {
    path: '/api/datasets_filtered_ordered',
    page: z
      .looseObject({ datasets: z.array(dataset), ...counts })
      .transform(({ datasets, ...page }) => ({ ...page, rows: datasets })),
  },
} as const;
type Row<List extends keyof typeof lists> = z.output<(typeof lists)[List]['page']>['rows'][number];

/** The dataset of a run whose flags are in the entry of the run, too. */
const onlineDataset = 'online';

/** Rows per page; the server may return fewer. */
const pageSize = 500;

/** Client of Run Registry: classes, states, significance and certification flags of runs. */
export class RunRegistry {
  readonly service: Service;
  /** Patterns of the names of the datasets whose flags are fetched, with `*` for any text. */
  private readonly datasets: readonly string[];

  constructor({ datasets = [], ...options }: Omit<ServiceOptions, 'name'> & { readonly datasets?: readonly string[] }) {
    this.service = new Service({ ...options, name: 'Run Registry' });
    this.datasets = datasets;
  }

  /**
   * Fetches the runs of a range, those flagged as not significant included, and the flags of their datasets. Where Run Registry does not answer
   * for the datasets, the runs are known without. Throws a ServiceError.
   */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<RegistryRun>> {
    const wanted = new Set(range.runs);
    const rows = (await this.fetchPages('runs', range, {}, signal)).filter(({ run_number: number }) =>
      wanted.has(number),
    );
    const flags = rows.length === 0 ? new Map<number, RegistryFlag[]>() : await this.fetchDatasets(range, signal);
    const known = new Map<number, RegistryRun>();
    const unusable = new Map<number, string>();
    const incomplete = new Map<number, Incomplete>();
    for (const row of rows) {
      const { data, error } = run.safeParse(row);
      if (!data) {
        unusable.set(row.run_number, `invalid response of Run Registry: ${firstIssue(error)}`);
        continue;
      }
      const online = readOnlineFlags(data.DatasetTripletCache);
      const datasets = 'reason' in flags ? undefined : (flags.get(data.run_number) ?? []);
      known.set(data.run_number, { ...toRun(data), flags: { online: online.flags, datasets } });
      const problems = [
        ...('reason' in flags ? [flags.reason] : []),
        ...online.problems,
        ...[...online.flags, ...(datasets ?? [])].flatMap(describeProblem),
      ];
      if (problems.length > 0)
        incomplete.set(data.run_number, { reason: problems.join('; '), retry: 'reason' in flags });
    }
    return { known, unusable, incomplete };
  }

  /** The flags of the datasets of a range, by run, or why they are not known. */
  private async fetchDatasets(
    range: RunRange,
    signal: AbortSignal | undefined,
  ): Promise<Map<number, RegistryFlag[]> | { readonly reason: string }> {
    const flags = new Map<number, RegistryFlag[]>();
    if (this.datasets.length === 0) return flags;
    const patterns = this.datasets.map(wildcard);
    const name = { or: this.datasets.map((pattern) => ({ like: pattern.replaceAll('*', '%') })) };
    try {
      for (const row of await this.fetchPages('datasets', range, { name }, signal)) {
        if (row.name === onlineDataset || !patterns.some((matches) => matches(row.name))) continue;
        const columns = tripletCache.safeParse(row.DatasetTripletCache).data?.triplet_summary ?? {};
        flags.set(row.run_number, [...(flags.get(row.run_number) ?? []), ...readFlags(columns, row.name)]);
      }
      return flags;
    } catch (error) {
      if (!(error instanceof ServiceError) || signal?.aborted === true) throw error;
      return { reason: error.message };
    }
  }

  /** Fetches the rows of a list that are in a range of runs and pass a filter. */
  private async fetchPages<List extends keyof typeof lists>(
    list: List,
    range: RunRange,
    filter: object,
    signal: AbortSignal | undefined,
  ): Promise<Row<List>[]> {
    const what = `${list === 'datasets' ? 'datasets of ' : ''}${describeRange(range)}`;
    const { path, page } = lists[list];
    const rows = new Map<string, Row<List>>();
    // A server may return fewer rows per page than requested: only an empty page, or the last row, is the end.
    for (let number = 0; ; number += 1) {
      const response = await this.service.json(
        {
          method: 'POST',
          path,
          what,
          body: {
            page: number,
            page_size: pageSize,
            sortings: [],
            filter: { run_number: { and: [{ '>=': range.from }, { '<=': range.to }] }, ...filter },
          },
        },
        signal,
      );
      const parsed = page.safeParse(response);
      if (!parsed.success)
        throw this.service.error({ what }, errorMessage(response) ?? `invalid response: ${firstIssue(parsed.error)}`);
      const before = rows.size;
      for (const row of parsed.data.rows as Row<List>[]) rows.set(`${row.run_number} ${String(row['name'])}`, row);
      const isLast = number + 1 >= parsed.data.pages && rows.size >= parsed.data.count;
      if (rows.size === before || isLast) return [...rows.values()];
    }
  }
}

/** The flags of a run itself in its entry, and what is malformed beside single columns. */
function readOnlineFlags(cache: unknown): { readonly flags: readonly RegistryFlag[]; readonly problems: string[] } {
  const { data, error } = tripletCache.safeParse(cache);
  if (error) return { flags: [], problems: [`invalid flags in Run Registry: ${firstIssue(error)}`] };
  return { flags: readFlags(data?.triplet_summary ?? {}), problems: [] };
}

function describeProblem({ dataset, column, problem }: RegistryFlag): string[] {
  const of = dataset === null ? '' : ` of ${dataset}`;
  return problem === null ? [] : [`invalid flag ${column}${of} in Run Registry: ${problem}`];
}

/** The flags of a run in Run Registry's unmodified answer, and its number of lumisections; undefined for any other object. */
export function readRun(
  raw: unknown,
): { readonly flags: readonly RegistryFlag[]; readonly lumisections: number | null } | undefined {
  const { data } = run.safeParse(raw);
  return data && { flags: readOnlineFlags(data.DatasetTripletCache).flags, lumisections: toRun(data).lumisections };
}

/** The error message in a response. */
function errorMessage(response: unknown): string | undefined {
  const parsed = z.looseObject({ err: z.string() }).safeParse(response);
  return parsed.success ? `request rejected: ${parsed.data.err}` : undefined;
}

function toRun(row: z.output<typeof run>): Omit<RegistryRun, 'flags'> {
  const { class: runClass, state } = row.rr_attributes;
  const lumisections = z.int32().min(0).safeParse(row.oms_attributes?.last_lumisection_number).data ?? null;
  return { class: runClass ?? null, state: state ?? null, lumisections, raw: row };
}

/**
 * Judges the significance of a run by rules, Run Registry's unmodified answer and OMS's recorded luminosity, as in SignificanceFacts: Run Registry's copy
 * has no unit. Undefined for any other object.
 */
export function judgeRun(
  raw: unknown,
  recordedLumi: SignificanceFacts['recordedLumi'],
  rules: readonly SignificanceRule[],
): Significance | undefined {
  const { data } = run.safeParse(raw);
  return (
    data &&
    judgeSignificance(
      {
        flag: data.rr_attributes.significant ?? false,
        class: data.rr_attributes.class ?? null,
        hltKey: data.oms_attributes?.hlt_key ?? null,
        recordedLumi,
        durationSeconds: data.oms_attributes?.duration ?? null,
      },
      rules,
    )
  );
}
