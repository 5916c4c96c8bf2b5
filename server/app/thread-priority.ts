import { getPriority, setPriority } from 'node:os';

/**
 * The niceness of threads in the background: beside a thread of a scan such a thread gets 3 % of a processor, enough to read 50 files within a minute. The
 * lowest priority, 19, would be half of it.
 */
export const backgroundNiceness = 15;

/**
 * Lowers the priority of this thread, so that it runs when the threads of scans and of the API leave CPU time. Linux has a priority for each
 * thread, and `setpriority(PRIO_PROCESS, 0, …)`, which Node calls, sets that of the calling one. On other systems it would be that of the whole
 * process: nothing is changed there.
 */
export function lowerThreadPriority(): void {
  if (process.platform === 'linux') setPriority(Math.max(getPriority(), backgroundNiceness));
}
