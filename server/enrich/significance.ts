import { wildcard } from '../names/wildcard.ts';

/** What decides whether a run is significant. */
export interface SignificanceFacts {
  /** Run Registry's own flag. */
  readonly flag: boolean;
  readonly class: string | null;
  readonly hltKey: string | null;
  /** OMS's, in 1/pb; null: OMS has none; undefined: OMS has not answered, or in a unit that is not known. */
  readonly recordedLumi: number | null | undefined;
  readonly durationSeconds: number | null;
}

/** The decision and its reason. */
export interface Significance {
  /** Null while it is not known. */
  readonly significant: boolean | null;
  readonly reason: string;
}

/** What runs of some classes must have to be significant: all that is given. */
export interface SignificanceRule {
  /** Patterns of classes, with `*` for any text. One in lower case matches any case. */
  readonly classes: readonly string[];
  readonly minRecordedLumi?: MinLuminosity | undefined;
  readonly minDurationSeconds?: number | undefined;
}

/** A minimum luminosity in the unit of a rule. */
export interface MinLuminosity {
  readonly value: number;
  /** As in messages: `/pb`, `/ub`. */
  readonly unit: string;
  /** The unit in 1/pb. */
  readonly inversePicobarns: number;
}

/**
 * Decides whether a run is significant, i.e. worth plotting: flagged by Run Registry, without a special HLT key, and with what the first rule
 * for its class requires. A run of a class without a rule is not.
 */
export function judgeSignificance(facts: SignificanceFacts, rules: readonly SignificanceRule[]): Significance {
  const { flag, class: runClass, hltKey } = facts;
  if (!flag) return no('flagged as not significant in Run Registry');
  if (hltKey?.toLowerCase().includes('special')) return no(`special HLT key ${hltKey}`);
  if (runClass === null) return no('no class in Run Registry');
  const rule = rules.find(({ classes }) => classes.some((pattern) => matchesClass(pattern, runClass)));
  if (!rule) return no(`no significance rule for class ${runClass}`);
  const { minRecordedLumi, minDurationSeconds } = rule;
  const decisions = [
    ...(minRecordedLumi === undefined ? [] : [judgeLuminosity(facts.recordedLumi, minRecordedLumi)]),
    ...(minDurationSeconds === undefined
      ? []
      : [judgeDuration(facts.durationSeconds, minDurationSeconds, nameOf(rule, runClass))]),
  ];
  const decisive = [false, null, true].flatMap(
    (value) => decisions.find(({ significant }) => significant === value) ?? [],
  );
  return decisive[0] ?? no(`no significance rule for class ${runClass}`);
}

function no(reason: string): Significance {
  return { significant: false, reason };
}

function matchesClass(pattern: string, runClass: string): boolean {
  return wildcard(pattern)(pattern === pattern.toLowerCase() ? runClass.toLowerCase() : runClass);
}

/** What a run of a rule is called. */
function nameOf({ minRecordedLumi }: SignificanceRule, runClass: string): string {
  if (minRecordedLumi !== undefined) return 'collision run';
  return runClass.toLowerCase().includes('cosmic') ? 'cosmic run' : 'run';
}

function judgeLuminosity(
  recordedLumi: SignificanceFacts['recordedLumi'],
  { value: min, unit, inversePicobarns }: MinLuminosity,
): Significance {
  if (recordedLumi === undefined)
    return { significant: null, reason: 'collision run, its recorded luminosity in OMS is not known' };
  if (recordedLumi === null) return no('collision run of unknown luminosity');
  const recorded = recordedLumi / inversePicobarns;
  return recordedLumi >= min * inversePicobarns
    ? { significant: true, reason: `collision run of ${round(recorded)} ${unit}` }
    : no(`collision run of ${below(recorded, min)} ${unit} < ${min} ${unit}`);
}

function judgeDuration(seconds: number | null, min: number, name: string): Significance {
  if (seconds === null) return no(`${name} of unknown duration`);
  return seconds >= min
    ? { significant: true, reason: `${name} of ${round(seconds)} s` }
    : no(`${name} of ${below(seconds, min)} s < ${min} s`);
}

function round(quantity: number): string {
  return String(Number(quantity.toPrecision(3)));
}

/** Rounds a quantity, unless it would then equal the bound that it is below. */
function below(quantity: number, bound: number): string {
  return Number(round(quantity)) < bound ? round(quantity) : String(quantity);
}
