import { z } from 'zod';
import type { Answer } from './answer.ts';
import { firstIssue } from './oms.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { Service, type ServiceOptions } from './service.ts';
import { judgeSignificance } from './significance.ts';

/** A run in Run Registry. */
export interface RegistryRun {
  readonly class: string | null;
  /** OPEN, SIGNOFF or COMPLETED. */
  readonly state: string | null;
  readonly significant: boolean;
  readonly significantReason: string;
  /** The unmodified answer: attributes, Run Registry's copy of the OMS attributes, states of the detectors by dataset. */
  readonly raw: object;
}

const run = z.looseObject({
  run_number: z.int(),
  oms_attributes: z
    .looseObject({
      hlt_key: z.string().nullish(),
      recorded_lumi: z.number().nullish(),
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
    for (let number = 0, pages = 1; number < pages; number += 1) {
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
      pages = parsed.data.runs.length === 0 ? number : parsed.data.pages;
      for (const row of parsed.data.runs.filter(({ run_number: number }) => wanted.has(number))) {
        const { data, error } = run.safeParse(row);
        if (data) known.set(data.run_number, toRun(data));
        else unusable.set(row.run_number, `invalid response of Run Registry: ${firstIssue(error)}`);
      }
    }
    return { known, unusable };
  }
}

/** The error message in a response. */
function errorMessage(response: unknown): string | undefined {
  const parsed = z.looseObject({ err: z.string() }).safeParse(response);
  return parsed.success ? `request rejected: ${parsed.data.err}` : undefined;
}

function toRun(row: z.output<typeof run>): RegistryRun {
  const { rr_attributes: own, oms_attributes: oms } = row;
  const { significant, reason } = judgeSignificance({
    flag: own.significant ?? false,
    class: own.class ?? null,
    hltKey: oms?.hlt_key ?? null,
    recordedLumi: oms?.recorded_lumi ?? null,
    durationSeconds: oms?.duration ?? null,
  });
  return { class: own.class ?? null, state: own.state ?? null, significant, significantReason: reason, raw: row };
}
