import { z } from 'zod';
import type { Answer } from './answer.ts';
import { problem } from './oms.ts';
import { type RunRange, describeRange } from './ranges.ts';
import { Service, type ServiceOptions } from './service.ts';
import { ServiceError } from './service-error.ts';
import { judgeSignificance } from './significance.ts';

/** What Run Registry knows of a run. */
export interface RegistryRun {
  readonly class: string | null;
  /** Of the run: OPEN, SIGNOFF, COMPLETED. */
  readonly state: string | null;
  readonly significant: boolean;
  readonly significantReason: string;
  /** The answer as it came: attributes, OMS attributes as Run Registry holds them, states of the detectors by dataset. */
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
/** What every row must have to be told whose it is. */
const anyRun = z.looseObject({ run_number: z.int() });
const page = z.looseObject({ runs: z.array(anyRun), pages: z.int(), count: z.int() });

/** Runs a page; the server may give fewer. */
const pageSize = 500;

/** Run Registry: classes, states and significance of runs. */
export class RunRegistry {
  readonly service: Service;

  constructor(options: Omit<ServiceOptions, 'name'>) {
    this.service = new Service({ ...options, name: 'Run Registry' });
  }

  /**
   * What Run Registry knows of the runs of a range. It is not asked for significant runs only: a run that
   * is flagged otherwise is known all the same. Throws a ServiceError.
   */
  async fetchRuns(range: RunRange, signal?: AbortSignal): Promise<Answer<RegistryRun>> {
    const what = describeRange(range);
    const wanted = new Set(range.runs);
    const known = new Map<number, RegistryRun>();
    const unusable = new Map<number, string>();
    for (let number = 0, pages = 1; number < pages; number += 1) {
      const answer = await this.service.json(
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
      const parsed = page.safeParse(answer);
      if (!parsed.success)
        throw new ServiceError(
          `Run Registry, asked for ${what}: ${refusal(answer) ?? `its answer has another shape: ${problem(parsed.error)}`}`,
        );
      pages = parsed.data.runs.length === 0 ? number : parsed.data.pages;
      for (const row of parsed.data.runs.filter(({ run_number: number }) => wanted.has(number))) {
        const { data, error } = run.safeParse(row);
        if (data) known.set(data.run_number, toRun(data));
        else unusable.set(row.run_number, `Run Registry's answer cannot be used: ${problem(error)}`);
      }
    }
    return { known, unusable };
  }
}

/** Its own words for an error. */
function refusal(answer: unknown): string | undefined {
  const parsed = z.looseObject({ err: z.string() }).safeParse(answer);
  return parsed.success ? `it refuses: ${parsed.data.err}` : undefined;
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
