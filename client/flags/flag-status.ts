import type { FlagStatus } from '../generated/operations.ts';

/** Run Registry's statuses, the best first. */
export const flagStatuses: readonly FlagStatus[] = ['GOOD', 'BAD', 'STANDBY', 'EXCLUDED', 'NOTSET'];

/** The colours of statuses, distinct with any colour vision, on light and on dark backgrounds. */
const colors: Readonly<Record<FlagStatus, readonly [light: string, dark: string]>> = {
  GOOD: ['#009e73', '#2bb58b'],
  BAD: ['#c1440e', '#ee7733'],
  STANDBY: ['#e6b422', '#f0d264'],
  EXCLUDED: ['#56b4e9', '#88ccee'],
  NOTSET: ['#adb5bd', '#6c757d'],
};

/** The colour of a status in a picture or beside its name. */
export function flagColor(status: FlagStatus, dark: boolean): string {
  return colors[status][dark ? 1 : 0];
}

/** A certification flag of a run. */
export interface ShownFlag {
  /** Null where no lumisection has a status. */
  readonly status: FlagStatus | null;
  /** Share of GOOD lumisections, from 0 to 1. */
  readonly goodShare: number | null;
}

/** `GOOD`, or `STANDBY, 40 % good`: the status of most lumisections says little of the others. */
export function describeFlag({ status, goodShare }: ShownFlag): string {
  if (status === null) return 'not set';
  const isWhole = goodShare === null || goodShare === (status === 'GOOD' ? 1 : 0);
  return isWhole ? status : `${status}, ${formatShare(goodShare)} good`;
}

/** A share in per cent. One that is not quite 0 or 1 stays so. */
function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${Number(percent.toFixed(1))} %`;
}
