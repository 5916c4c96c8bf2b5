import { setFlagsFromString } from 'node:v8';

/**
 * Flags of V8, by major version of Node, with which a function runs many times as often as by default before it is optimized: of the CPU time of
 * a scan of ten files a third was optimizing functions, in each of its threads, that hardly ran any more afterwards.
 */
export const optimizationFlags: Readonly<Record<number, string>> = {
  20: '--interrupt-budget=1080000', // default: 67,584
  22: '--invocation-count-for-turbofan=24000', // default: 3,000
  24: '--invocation-count-for-turbofan=24000',
};

/**
 * Has functions of this process optimized later, in all its threads; not for a server, which runs the same ones for days. Other versions of Node
 * may not know the flags: nothing is changed there.
 */
export function delayOptimization(): void {
  const flag = optimizationFlags[Number.parseInt(process.versions.node, 10)];
  if (flag !== undefined) setFlagsFromString(flag);
}
