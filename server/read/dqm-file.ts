import type { MonitorElement } from '../../metrics/histogram/histogram.ts';

/** What reading one ME gave: the element, or why there is none. */
export type Reading =
  | { readonly element: MonitorElement }
  | { readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE'; readonly reason: string };

/** An open DQM file. */
export interface DqmFile {
  /** The run of its `DQMData/Run N` folder. */
  readonly run: number;
  /**
   * Reads the ME of a config path, `Subsystem/Folder/Name`; blanks belong to the name, a leading `/` does not count.
   * An ME that is not there or cannot be decoded is a reading with a failure; only a file that can no longer be read throws.
   */
  read(path: string): Promise<Reading>;
  /** Whether the file has an ME of this path; reads only directories. */
  has(path: string): Promise<boolean>;
  /** All ME paths of the file (scalars and quality tests by their names). */
  list(): Promise<string[]>;
  /** Whether the file was written to since it was opened: what was read of it is then not to be trusted. */
  changed(): Promise<boolean>;
  /** Bytes read from the file so far, and in how many reads. */
  readonly bytesRead: number;
  readonly reads: number;
  close(): Promise<void>;
}
