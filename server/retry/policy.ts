/**
 * What happens after a failure: attempts, back-off, circuit breakers, timeouts, leases, heartbeats and grace periods of all that HDQM does.
 * What differs between installations is a setting instead: RETRY_LIMIT, LEASE_SECONDS, FILE_SECONDS, METRIC_SECONDS, SERVICE_RETRY_SECONDS,
 * QUERY_SECONDS.
 */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** An exponential back-off: the first delay, doubled after each further failure up to a maximum. */
export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** The delay in ms after a number of failures in a row (from 1). */
export function backoffDelay({ initialMs, maxMs }: Backoff, failures: number): number {
  return Math.min(initialMs * 2 ** (failures - 1), maxMs);
}

// Files

/** A DQM file that could not be read: after 1 h, 2 h, 4 h, … RETRY_LIMIT times. */
const fileBackoff: Backoff = { initialMs: hour, maxMs: 7 * day };

/** Time of the next attempt for a file that failed `attempts` times; undefined after `maxRetries` retries. */
export function nextAttemptAt(attempts: number, maxRetries: number, now: Date): Date | undefined {
  return attempts > maxRetries ? undefined : new Date(now.getTime() + backoffDelay(fileBackoff, attempts));
}

/** Processes that may crash on a file; then it is a poison file, which only an operator has read again. */
export const maxCrashes = 4;

/** Threads that may crash on one file because of its metrics; with the next one the file fails. */
export const maxThreadCrashes = 8;
/** Memory for the JavaScript objects of a thread, in MB. The lists of a file of 100,000 MEs take 100 MB. */
export const threadMegabytes = 1024;
/** Memory of a server for all of its caches together, in MiB: the default of CACHE_MB. */
export const cacheMegabytes = 512;
/** How often FILE_SECONDS and METRIC_SECONDS are checked. */
export const threadCheckMs = 250;

// Jobs

/** A job whose lease expired is requeued that often. Crashes count by file (`maxCrashes`): this is for jobs that end in no other way. */
export const maxLeaseExpiries = 20;
/** A job that failed by an error of HDQM itself is requeued that often. */
export const maxJobRetries = 3;
/** Jobs of a recompute whose process crashed wait that long for a worker that can do them. */
export const abandonedJobDays = 7;

/** How often a worker renews its leases and its heartbeat, in ms. */
export function heartbeatMs(leaseSeconds: number): number {
  return Math.min(10 * second, (leaseSeconds * second) / 3);
}

/** A worker without a heartbeat for that long counts as offline. */
export const workerTimeoutSeconds = 60;
/** A worker without a heartbeat for that long is removed from the list. */
export const workerExpiryHours = 1;

/** How often an idle worker polls the queue. */
export const workerPollMs = 2 * second;
/** How often a process polls for the jobs that others did for it. */
export const batchPollMs = 500;
/** A worker that lost EOS or the database. */
export const workerBackoff: Backoff = { initialMs: 4 * second, maxMs: 30 * second };

/** A statement of the queue's own workers and timers that lost the database. */
export const queueBackoff: Backoff = { initialMs: second, maxMs: 10 * second };

// Scans

/** A scan that lost EOS or the database. */
export const scanBackoff: Backoff = { initialMs: 5 * second, maxMs: 30 * minute };
/** How long after a scan that failed the schedule may start another one. */
export const failedScanCoolDownMs = 30 * minute;
/** How often a server checks for a scheduled scan that was missed. */
export const missedScanCheckMs = 5 * minute;
/** A scheduled scan that has not started for that long is reported as missed: two of these checks did not start it. */
export const missedScanGraceMs = 2 * missedScanCheckMs;

// Notifications

/** A receiver that did not accept a message. */
export const notificationBackoff: Backoff = { initialMs: 15 * second, maxMs: hour };
/** Attempts for a message: with this back-off the last one is a day after the first. */
export const maxNotificationAttempts = 32;
/** Each step of sending a message: connecting, and each answer. Also the whole of a request over HTTP. */
export const notificationTimeoutMs = 20 * second;

// Shutdown, which may take 10 s before SIGKILL

/** A process that has not ended that long after the signal kills itself. */
export const shutdownGraceMs = 9.5 * second;

/** Requests in progress may take that long. */
export const requestGraceMs = 3 * second;
/** Queries of the API may take that long, within the 3 s for requests in progress; then PostgreSQL ends them. Repeated at this interval. */
export const queryGraceMs = 1.5 * second;
/** Messages that are being sent may take that long; then they are sent again by another process. */
export const notificationGraceMs = 3 * second;
/** Files that are being read may take that long; then their jobs are requeued. */
export const extractionGraceMs = 4 * second;
/** Threads that hang in the operating system may take that long to end. */
export const threadGraceMs = 3 * second;

// Services and storage over HTTP

/** Requests to EOS over HTTP. A server that restarts is back within a minute. */
export const storageRetry = {
  /** Delays before each retry, each with 25% jitter, so that workers that failed together do not retry together. */
  delaysMs: [500, 1_000, 2_000, 4_000, 8_000, 16_000],
  jitter: 0.25,
  /** A longer `Retry-After` is cut to this. */
  maxRetryAfterMs: minute,
  /** No retry starts later than this after the first attempt: a server that does not answer takes a timeout each time. */
  maxTotalMs: 2 * minute,
} as const;

/** Circuit breaker of OMS and Run Registry. */
export const serviceCircuit = {
  /** Consecutive failures that open the circuit. */
  maxFailures: 4,
  /** How long the circuit stays open. SERVICE_RETRY_SECONDS shortens it. */
  coolDownMs: minute,
  /** A longer `Retry-After` is cut to this. */
  maxRetryAfterMs: day,
} as const;

/** Queries of OMS and Run Registry for a run. Delays double from the first one up to the max. */
export const runQueryRetry = {
  maxDelaySeconds: day / second,
  /** After this many attempts without an answer the state of a run is failed; it is still retried. */
  attemptsUntilFailed: 10,
  /** A run that the service does not know: the first delay, and how long it is retried since its first query. */
  unknownDelaySeconds: hour / second,
  unknownDays: 14,
  /** Attributes of a run still change during its first days: it is queried again at this interval. */
  recentDays: 7,
  refreshHours: 6,
} as const;

// Timeouts of servers that HDQM depends on

/** Connecting to a server over HTTP, the first byte of its response, and pauses within it. */
export const httpTimeoutMs = 30 * second;
/** The same of EOS: long enough for a file to be fetched from a disk in standby. */
export const storageTimeoutMs = minute;
/** A mounted file system that lists a folder or describes a file: EOS takes seconds at worst. */
export const fileSystemTimeoutMs = 2 * minute;
/** The same while an earlier call is still without an answer: a walk over a mount that hangs must end. */
export const hangingFileSystemTimeoutMs = 5 * second;
/** The same of the issuer of logins, for whom a browser waits. */
export const issuerTimeoutMs = 10 * second;
/** The keys of the issuer are not requested again that soon: after a failure, or for a token with an unknown key. */
export const accessTokenRetryMs = 10 * second;

/** A server or worker that finds the database unavailable when it starts. */
export const databaseStartBackoff: Backoff = { initialMs: second, maxMs: 30 * second };
/** Connecting to PostgreSQL. */
export const databaseConnectTimeoutMs = 10 * second;
/** A trivial query that takes longer means that the database is unavailable. */
export const databaseProbeTimeoutMs = 3 * second;
/** An embedded PostgreSQL may take that long to accept connections. */
export const embeddedStartTimeoutMs = minute;
/** An embedded PostgreSQL that does not start although no process holds its data: the attempts, and the back-off between them. */
export const maxEmbeddedStarts = 5;
export const embeddedStartBackoff: Backoff = { initialMs: 0.1 * second, maxMs: 2 * second };
/** Delay between attempts to restart an embedded PostgreSQL that was killed. */
export const embeddedRestartDelayMs = 5 * second;
