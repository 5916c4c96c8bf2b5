import { constants, setPriority } from 'node:os';

/**
 * Gives this thread the lowest priority of the operating system, so that it runs when the threads of scans and of the API leave CPU time.
 * Linux has a priority for each thread, and `setpriority(PRIO_PROCESS, 0, …)`, which Node calls, sets that of the calling one. On other
 * systems it would be that of the whole process: nothing is changed there.
 */
export function lowerThreadPriority(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
}
