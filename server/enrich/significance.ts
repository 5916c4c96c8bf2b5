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

const minLumi = 0.1;
const minCosmicSeconds = 3600;

/**
 * Decides whether a run is significant, i.e. worth plotting: flagged by Run Registry, without a special HLT key, and a collision run of at
 * least 0.1 /pb recorded or a cosmic run of at least an hour.
 */
export function judgeSignificance({
  flag,
  class: runClass,
  hltKey,
  recordedLumi,
  durationSeconds,
}: SignificanceFacts): Significance {
  const no = (reason: string): Significance => ({ significant: false, reason });
  if (!flag) return no('flagged as not significant in Run Registry');
  if (hltKey?.toLowerCase().includes('special')) return no(`special HLT key ${hltKey}`);
  const name = runClass?.toLowerCase() ?? '';
  if (name.includes('collision')) {
    if (recordedLumi === undefined)
      return { significant: null, reason: 'collision run, its recorded luminosity in OMS is not known' };
    if (recordedLumi === null) return no('collision run of unknown luminosity');
    return recordedLumi >= minLumi
      ? { significant: true, reason: `collision run of ${round(recordedLumi)} /pb` }
      : no(`collision run of ${below(recordedLumi, minLumi)} /pb < ${minLumi} /pb`);
  }
  if (name.includes('cosmic')) {
    if (durationSeconds === null) return no('cosmic run of unknown duration');
    return durationSeconds >= minCosmicSeconds
      ? { significant: true, reason: `cosmic run of ${round(durationSeconds)} s` }
      : no(`cosmic run of ${below(durationSeconds, minCosmicSeconds)} s < ${minCosmicSeconds} s`);
  }
  return no(runClass === null ? 'no class in Run Registry' : `class ${runClass} is neither collisions nor cosmics`);
}

function round(quantity: number): string {
  return String(Number(quantity.toPrecision(3)));
}

/** Rounds a quantity, unless it would then equal the bound that it is below. */
function below(quantity: number, bound: number): string {
  return Number(round(quantity)) < bound ? round(quantity) : String(quantity);
}
