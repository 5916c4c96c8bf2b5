import type { BackTest } from './draft-lines.ts';

/** How many runs that Run Registry flags BAD the alarms cover, and how many GOOD ones: `8 of 9 BAD runs caught, 2 of 180 GOOD runs disturbed`. */
export function agreementText({
  badRuns,
  caught,
  goodRuns,
  disturbed,
}: Pick<NonNullable<BackTest['agreement']>, 'badRuns' | 'caught' | 'goodRuns' | 'disturbed'>): string {
  const runs = (count: number, status: string): string => `${count} ${status} ${count === 1 ? 'run' : 'runs'}`;
  const bad = badRuns === 0 ? 'no BAD run' : `${caught} of ${runs(badRuns, 'BAD')} caught`;
  const good = goodRuns === 0 ? 'no GOOD run' : `${disturbed} of ${runs(goodRuns, 'GOOD')} disturbed`;
  return `${bad}, ${good}`;
}
