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
    const lumi = recordedLumi ?? 0;
    return lumi >= leastLumi
      ? { significant: true, reason: `collision run of ${round(lumi)} /pb` }
      : no(`collision run of ${round(lumi)} /pb < ${leastLumi} /pb`);
  }
  if (name.includes('cosmic')) {
    const seconds = durationSeconds ?? 0;
    return seconds >= leastCosmicSeconds
      ? { significant: true, reason: `cosmic run of ${round(seconds)} s` }
      : no(`cosmic run of ${round(seconds)} s < ${leastCosmicSeconds} s`);
  }
  return no(
    runClass === null ? 'Run Registry gives it no class' : `class ${runClass} is neither collisions nor cosmics`,
  );
}

function round(quantity: number): string {
  return String(Number(quantity.toPrecision(3)));
}
