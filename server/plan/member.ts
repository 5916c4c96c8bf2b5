import { type Assignment, substitute } from './family.ts';
import type { Entry } from './ini.ts';

/** Keys of a `[plot:NAME]` section. `runOffset` occurs in legacy files and is ignored. */
export const plotKeys = [
  'metric',
  'relativePath',
  'yTitle',
  'plotTitle',
  'histo1Path',
  'histo2Path',
  'reference',
  'referenceRun',
  'threshold',
  'applyThreshold',
  'runOffset',
  'description',
  'contact',
  'action',
  'warning',
  'error',
  'alarm',
  'minEntries',
] as const;
export type PlotKey = (typeof plotKeys)[number];

/** Keys of a `[derived:NAME]` section. */
export const derivedKeys = [
  'expression',
  'correlation',
  'yTitle',
  'plotTitle',
  'description',
  'contact',
  'action',
  'warning',
  'error',
  'alarm',
  'minEntries',
] as const;
export type DerivedKey = (typeof derivedKeys)[number];

/** A member of a family, or the only config of a section. */
export interface Member {
  readonly name: string;
  readonly assignment: Assignment;
  /** By lower-case key, with the defaults of the file. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Line of the section header. */
  readonly line: number;
}

/** Returns the value of a key with the variables substituted; undefined if it is missing or empty. */
export function textOf({ entries, assignment }: Member, key: PlotKey | DerivedKey): string | undefined {
  const value = entries.get(key.toLowerCase())?.value;
  return value === undefined || value === '' ? undefined : substitute(value, assignment);
}

/** Returns the line of a key, or that of the section header. */
export function lineOf({ entries, line }: Member, key: PlotKey | DerivedKey): number {
  return entries.get(key.toLowerCase())?.line ?? line;
}

/** Whether a text is a finite number that is not negative. */
export function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d+(\.\d*)?([eE]\+?\d+)?$/.test(text) && Number.isFinite(Number(text));
}
