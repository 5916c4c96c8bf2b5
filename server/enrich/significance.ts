/** What decides whether a run is worth plotting. */
export interface SignificanceFacts {
  /** Run Registry's own flag. */
  readonly flag: boolean;
  readonly class: string | null;
  readonly hltKey: string | null;
  /** In 1/pb. */
  readonly recordedLumi: number | null;
  readonly durationSeconds: number | null;
}

/** The verdict, with its reason for people. */
export interface Significance {
  readonly significant: boolean;
  readonly reason: string;
}

const leastLumi = 0.1;
const leastCosmicSeconds = 3600;

/**
 * Whether a run is worth plotting: flagged by Run Registry, no special HLT key, and a collision run of at least 0.1 /pb recorded or a cosmic
 * one of at least an hour.
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
    if (recordedLumi === null) return no('collision run of unknown luminosity');
    return recordedLumi >= leastLumi
      ? { significant: true, reason: `collision run of ${round(recordedLumi)} /pb` }
      : no(`collision run of ${below(recordedLumi, leastLumi)} /pb < ${leastLumi} /pb`);
  }
  if (name.includes('cosmic')) {
    if (durationSeconds === null) return no('cosmic run of unknown duration');
    return durationSeconds >= leastCosmicSeconds
      ? { significant: true, reason: `cosmic run of ${round(durationSeconds)} s` }
      : no(`cosmic run of ${below(durationSeconds, leastCosmicSeconds)} s < ${leastCosmicSeconds} s`);
  }
  return no(
    runClass === null ? 'Run Registry gives it no class' : `class ${runClass} is neither collisions nor cosmics`,
  );
}

function round(quantity: number): string {
  return String(Number(quantity.toPrecision(3)));
}

/** Rounded, unless it would then look like the bound that it misses. */
function below(quantity: number, bound: number): string {
  return Number(round(quantity)) < bound ? round(quantity) : String(quantity);
}
