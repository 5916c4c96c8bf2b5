import { z } from 'zod';
import type { Answer } from './answer.ts';
import { firstIssue } from './oms.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { Service, type ServiceOptions } from './service.ts';
import { judgeSignificance, type Significance, type SignificanceFacts } from './significance.ts';

/** A run in Run Registry. */
export interface RegistryRun {
  readonly class: string | null;
  /** OPEN, SIGNOFF or COMPLETED. */
  readonly state: string | null;
  /** The unmodified answer: attributes, Run Registry's copy of the OMS attributes, states of the detectors by dataset. */
  readonly raw: object;
}

const run = z.looseObject({
  run_number: z.int(),
  oms_attributes: z
    .looseObject({
      hlt_key: z.string().nullish(),
      duration: z.number().nullish(),
    })
    .nullish(),
  rr_attributes: z.looseObject({
    class: z.string().nullish(),
    state: z.string().nullish(),
    significant: z.boolean().nullish(),
  }),
});
/** The run number alone, for rows that are otherwise invalid. */
const anyRun = z.looseObject({ run_number: z.int() });
const page = z.looseObject({ runs: z.array(anyRun), pages: z.int(), count: z.int() });

/** Runs per page; the server may return fewer. */
const pageSize = 500;

/** Client of Run Registry: classes, states and significance of runs. */
export class RunRegistry {
  readonly service: Service;

  constructor(options: Omit<ServiceOptions, 'name'>) {
    this.service = new Service({ ...options, name: 'Run Registry' });
  }

  /** Fetches the runs of a range, those flagged as not significant included. Throws a ServiceError. */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<RegistryRun>> {
    const what = describeRange(range);
    const wanted = new Set(range.runs);
    const known = new Map<number, RegistryRun>();
    const unusable = new Map<number, string>();
    const seen = new Set<number>();
    // A server may return fewer runs per page than requested: only an empty page, or the last run, is the end.
    for (let number = 0; ; number += 1) {
      const response = await this.service.json(
        {
          method: 'POST',
          path: '/api/runs_filtered_ordered',
          what,
          body: {
            page: number,
            page_size: pageSize,
            sortings: [],
            filter: { run_number: { and: [{ '>=': range.from }, { '<=': range.to }] } },
          },
        },
        signal,
      );
      const parsed = page.safeParse(response);
      if (!parsed.success)
        throw this.service.error({ what }, errorMessage(response) ?? `invalid response: ${firstIssue(parsed.error)}`);
      const before = seen.size;
      for (const { run_number: found } of parsed.data.runs) seen.add(found);
      for (const row of parsed.data.runs.filter(({ run_number: number }) => wanted.has(number))) {
        const { data, error } = run.safeParse(row);
        if (data) known.set(data.run_number, toRun(data));
        else unusable.set(row.run_number, `invalid response of Run Registry: ${firstIssue(error)}`);
      }
      const isLast = number + 1 >= parsed.data.pages && seen.size >= parsed.data.count;
      if (seen.size === before || isLast) return { known, unusable, incomplete: new Map() };
    }
  }
}

/** The error message in a response. */
function errorMessage(response: unknown): string | undefined {
  const parsed = z.looseObject({ err: z.string() }).safeParse(response);
  return parsed.success ? `request rejected: ${parsed.data.err}` : undefined;
}

function toRun(row: z.output<typeof run>): RegistryRun {
  const { class: runClass, state } = row.rr_attributes;
  return { class: runClass ?? null, state: state ?? null, raw: row };
}

/**
 * Judges the significance of a run by Run Registry's unmodified answer and OMS's recorded luminosity, as in SignificanceFacts: Run Registry's copy
 * has no unit. Undefined for any other object.
 */
export function judgeRun(raw: unknown, recordedLumi: SignificanceFacts['recordedLumi']): Significance | undefined {
  const { data } = run.safeParse(raw);
  return (
    data &&
    judgeSignificance({
      flag: data.rr_attributes.significant ?? false,
      class: data.rr_attributes.class ?? null,
      hltKey: data.oms_attributes?.hlt_key ?? null,
      recordedLumi,
      durationSeconds: data.oms_attributes?.duration ?? null,
    })
  );
}
