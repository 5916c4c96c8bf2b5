/**
 * Reading a file may end the whole process, as when the kernel ends it for want of memory: nobody is left to tell. So each attempt is noted
 * in the database before it begins, and taken off when it has ended. A file that a process was lost on is read alone in its process, so
 * that the innocent ones beside it are known from the one that does it; one that several were lost on is not read any more.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../store/connection/database.ts';
import { type KnownFile, recordAttemptStart, recordAttemptEnd } from '../store/files.ts';

/** So many processes may be lost on a file. */
export const mostLost = 4;

/** This process, in the notes on files. */
const me = randomUUID();

/** The attempts of this process on files. */
export class Attempts {
  private readonly database: Database;
  private readonly underWay = new Set<Promise<unknown>>();
  /** Resolves when the last of those that want to be alone has ended. */
  private gate: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.database = database;
  }

  /** Does work on a file, in its turn. Where the work ends with a result, whoever stores that result takes the notes off. */
  make<T>(file: KnownFile, work: () => Promise<T>): Promise<T> {
    const before = this.gate;
    const alone = file.lost > 0;
    const attempt = before.then(async () => {
      if (alone) await Promise.allSettled(this.underWay);
      const noted = this.note(file, work);
      if (alone) return noted;
      this.underWay.add(noted);
      return noted.finally(() => this.underWay.delete(noted));
    });
    if (alone) this.gate = attempt.catch(() => undefined);
    return attempt;
  }

  private async note<T>(file: KnownFile, work: () => Promise<T>): Promise<T> {
    await recordAttemptStart(this.database, file.id, me);
    try {
      return await work();
    } catch (error) {
      // Where the database does not hear it, the note stays; this process is counted once, however often it begins.
      await recordAttemptEnd(this.database, file.id, me).catch(() => undefined);
      throw error;
    }
  }
}
