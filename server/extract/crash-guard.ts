/**
 * Finds poison files. Reading a file may kill the whole process, e.g. by memory, and nothing is left to report it: so each attempt is stored
 * before it starts and removed when it has ended. A file on which a process crashed is read alone in its process, so that the files that
 * were read at the same time are not blamed; one on which `maxCrashes` processes crashed is not read any more.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../store/connection/database.ts';
import { type KnownFile, recordAttemptStart, recordAttemptEnd } from '../store/files/files.ts';

/** The id of this process in unfinished attempts. */
const processId = randomUUID();

/** The attempts of this process on files. */
export class CrashGuard {
  private readonly database: Database;
  private readonly attempts = new Set<Promise<unknown>>();
  /** Resolves when no file is being read alone. */
  private gate: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.database = database;
  }

  /** Reads a file, alone where a process crashed on it. Where `read` returns a result, whoever stores it also removes the attempt. */
  run<T>(file: KnownFile, read: () => Promise<T>): Promise<T> {
    const alone = file.crashes > 0;
    const attempt = this.gate.then(async () => {
      if (alone) await Promise.allSettled(this.attempts);
      const recorded = this.record(file, read);
      if (alone) return recorded;
      this.attempts.add(recorded);
      return recorded.finally(() => this.attempts.delete(recorded));
    });
    if (alone) this.gate = attempt.catch(() => undefined);
    return attempt;
  }

  private async record<T>(file: KnownFile, read: () => Promise<T>): Promise<T> {
    await recordAttemptStart(this.database, file.id, processId);
    try {
      return await read();
    } catch (error) {
      // Where the database is unavailable the attempt stays; a process counts once, however often it starts.
      await recordAttemptEnd(this.database, file.id, processId).catch(() => undefined);
      throw error;
    }
  }
}
