/** What a note says: checked the same for those that users write and those of an imported file. */
import { z } from 'zod';
import type { NoteKind } from '../entities/index.ts';

/** Maximum numbers of characters. */
export const noteLimits = { text: 10_000, link: 2_000, name: 200, comment: 2_000 } as const;

/** What a note says, and where it applies; null: everywhere, without a link or without an end. */
export interface NoteContent {
  readonly firstRun: number | null;
  readonly lastRun: number | null;
  readonly fill: number | null;
  readonly subsystem: string | null;
  readonly config: string | null;
  readonly primaryDataset: string | null;
  readonly processing: string | null;
  readonly kind: NoteKind;
  readonly text: string;
  readonly link: string | null;
  readonly newBaseline: boolean;
}

/** An invalid note. The message names the field and is for the user. */
export class NoteError extends Error {
  override name = 'NoteError';
}

const maxNumber = 2 ** 31 - 1;
const number = z.int().min(1).max(maxNumber).nullish().transform(orNull);
const name = z.string().trim().min(1).max(noteLimits.name).nullish().transform(orNull);

/** The fields of a note's content, of an object that may have others. */
export const contentFields = {
  firstRun: number,
  lastRun: number,
  fill: number,
  subsystem: name,
  config: name,
  primaryDataset: name,
  processing: name,
  kind: z.enum(['intervention', 'conditions', 'problem', 'remark']),
  text: z.string().trim().min(1).max(noteLimits.text),
  link: z
    .string()
    .trim()
    .max(noteLimits.link)
    .refine((text) => isWebLink(text), 'must be an http or https URL')
    .nullish()
    .transform(orNull),
  newBaseline: z.boolean().default(false),
} as const;

/** What the fields of a note must be among each other: adds issues. */
export function checkContent(
  { firstRun, lastRun, fill, subsystem, config }: NoteContent,
  issue: (field: keyof NoteContent, message: string) => void,
): void {
  if ((firstRun === null) === (fill === null)) issue('firstRun', 'a note must have either firstRun or fill');
  else if (fill !== null && lastRun !== null) issue('lastRun', 'a note on a fill has no lastRun');
  if (firstRun !== null && lastRun !== null && lastRun < firstRun) issue('lastRun', 'must not be before firstRun');
  if (config !== null && subsystem === null) issue('subsystem', 'must be given with config');
}

const content = z.object(contentFields).superRefine((value, context) => {
  checkContent(value, (field, message) => context.addIssue({ code: 'custom', path: [field], message }));
});

/** The content of a note, without blanks around its texts. Throws a NoteError. */
export function parseContent(value: unknown): NoteContent {
  const parsed = content.safeParse(value);
  if (!parsed.success) throw new NoteError(describeIssues(parsed.error));
  return parsed.data;
}

/** The first problem of a note: the field and what it must be. */
export function describeIssues({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`.replace(/^: /, '');
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}

function isWebLink(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
