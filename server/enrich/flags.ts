/**
 * Certification flags. Run Registry has no status of a whole run: it sets a status, and optionally a comment and a cause, for each lumisection
 * of a column (`tracker-strip`, `dt-dt`), and its answers count the lumisections by status.
 */
import { z } from 'zod';

/** The statuses of a lumisection, the worst first. */
export const flagStatuses = ['BAD', 'EXCLUDED', 'STANDBY', 'NOTSET', 'GOOD'] as const;
export type FlagStatus = (typeof flagStatuses)[number];

/** Numbers of lumisections by status. EMPTY ones have no status. */
export type FlagCounts = Readonly<Record<FlagStatus | 'EMPTY', number>>;

/** The flag of a column for a run, or for a dataset of a run. */
export interface RegistryFlag {
  /** Run Registry's name of the dataset: `/PromptReco/Collisions2023/DQM`; null: the flag of the run itself, set during data taking. */
  readonly dataset: string | null;
  /** `tracker-strip`. */
  readonly column: string;
  /** Null where the column is unusable. */
  readonly lumisections: FlagCounts | null;
  readonly status: FlagStatus | null;
  readonly goodShare: number | null;
  readonly comments: readonly string[];
  readonly causes: readonly string[];
  /** Why the column is unusable; null where it is not. */
  readonly problem: string | null;
}

/** Max. length of a comment or a cause; further characters are cut off. */
const maxTextLength = 4000;

const lumisections = z.int32().min(0);
/** Texts, without those that are absent. */
const texts = z
  .array(z.string().nullable())
  .nullish()
  .transform((all) =>
    (all ?? []).flatMap((text) => (text === null || text === '' ? [] : text.slice(0, maxTextLength))),
  );
/** A column of `triplet_summary`. A status without lumisections is absent. */
const summary = z.strictObject({
  EMPTY: lumisections.default(0),
  GOOD: lumisections.default(0),
  BAD: lumisections.default(0),
  STANDBY: lumisections.default(0),
  EXCLUDED: lumisections.default(0),
  NOTSET: lumisections.default(0),
  comments: texts,
  causes: texts,
});

/** The part of an answer with the flags. */
export const tripletCache = z.looseObject({ triplet_summary: z.record(z.string(), z.unknown()).nullish() }).nullish();

/** The flags of a `triplet_summary`, by column. A malformed column is unusable, with its reason; the others are not affected. */
export function readFlags(columns: Readonly<Record<string, unknown>>, dataset: string | null = null): RegistryFlag[] {
  return Object.entries(columns).map(([column, value]) => {
    const { data, error } = summary.safeParse(value);
    if (!data) {
      const unknown = { lumisections: null, status: null, goodShare: null, comments: [], causes: [] };
      return { dataset, column, ...unknown, problem: describe(error) };
    }
    const { comments, causes, ...counts } = data;
    const derived = { status: statusOf(counts), goodShare: goodShareOf(counts) };
    return { dataset, column, lumisections: counts, ...derived, comments, causes, problem: null };
  });
}

function describe({ issues: [first] }: z.ZodError): string {
  if (first?.code === 'unrecognized_keys') return `unknown status ${first.keys.join(', ')}`;
  return first === undefined ? 'unreadable' : `${first.path.join('.') || 'column'}: ${first.message}`;
}

/**
 * The status of a column for a run: that of most of its lumisections; of several, the worst. Null where no lumisection has one. It is to be
 * shown with the share of good lumisections only.
 */
export function statusOf(counts: FlagCounts): FlagStatus | null {
  const highest = Math.max(...flagStatuses.map((status) => counts[status]));
  return highest === 0 ? null : (flagStatuses.find((status) => counts[status] === highest) ?? null);
}

/** The share of GOOD lumisections among those with a status, from 0 to 1; null where none has one. */
export function goodShareOf(counts: FlagCounts): number | null {
  const total = flagStatuses.reduce((sum, status) => sum + counts[status], 0);
  return total === 0 ? null : counts.GOOD / total;
}
