import { isDeepStrictEqual } from 'node:util';
import type { FileRequest, ReaderResponse } from './histogram-reader.ts';
import type { FileStat } from '../storage/storage.ts';

/** What is read of each run. */
export interface RunReading<Answer extends { readonly outcome: string }> {
  /** All that an answer depends on beside the file. Stored answers are found by its JSON. */
  readonly key: unknown;
  /** Reads a file, in the background. */
  read(file: FileRequest): Promise<ReaderResponse<Answer>>;
  /** Whether the answer of a file that was read is the same each time: it is stored. */
  isFact(answer: Extract<Answer, { readonly outcome: 'read' }>): boolean;
}

/** Holds answers across restarts, and shares them between servers. */
export interface AnswerStore {
  /** The texts that are stored under these keys. */
  find(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Stores texts by their keys. Never rejects: it reports a failure. */
  store(texts: ReadonlyMap<string, string>): Promise<void>;
}

/** The answers of one request, in the store by the files and what is read of them. */
export class PreviewAnswers<Answer extends { readonly outcome: string }> {
  private readonly answers: AnswerStore;
  private readonly reading: RunReading<Answer>;
  private readonly added = new Map<string, string>();

  constructor(answers: AnswerStore, reading: RunReading<Answer>) {
    this.answers = answers;
    this.reading = reading;
  }

  /** The stored answers by run, in the order of the files. */
  async find(files: readonly FileRequest[]): Promise<Map<number, Answer>> {
    const keys = new Map<string, number>();
    for (const file of files) {
      const key = this.keyOf(file);
      if (key !== undefined) keys.set(key, file.run);
    }
    if (keys.size === 0) return new Map();
    const stored = await this.answers.find([...keys.keys()]);
    const found = new Map<number, Answer>();
    for (const [key, run] of keys) {
      const text = stored.get(key);
      if (text !== undefined) found.set(run, JSON.parse(text) as Answer);
    }
    return found;
  }

  /** Adds an answer to those that will be stored, if it is a fact of the file as the database has it, and JSON holds it exactly. */
  add(file: FileRequest, answer: ReaderResponse<Answer>): void {
    const key = this.keyOf(file);
    if (key === undefined || answer.outcome !== 'read') return;
    const read = answer as Extract<Answer, { readonly outcome: 'read' }> & { readonly file?: FileStat };
    const { file: version, ...fact } = read;
    if (version?.size !== file.size || version?.modifiedAt.getTime() !== file.modifiedAt?.getTime()) return;
    if (!this.reading.isFact(read)) return;
    const text = JSON.stringify(fact);
    if (isDeepStrictEqual(JSON.parse(text), fact)) this.added.set(key, text);
  }

  /** Stores what was added. */
  async store(): Promise<void> {
    if (this.added.size > 0) await this.answers.store(this.added);
  }

  /** Undefined for a file whose version is not known. */
  private keyOf({ file, size, modifiedAt }: FileRequest): string | undefined {
    if (typeof size !== 'number' || !modifiedAt) return undefined;
    return JSON.stringify([file, size, modifiedAt.getTime(), this.reading.key]);
  }
}
