import type { MonitorElement } from '../../metrics/histogram/histogram.ts';

/** What reading one ME gave: the element, or why there is none. */
export type Reading =
  | { readonly element: MonitorElement }
  | { readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE'; readonly reason: string };

/** One ME as people look at it: the ROOT object for jsroot to draw, or the words of a text; or why there is none. */
export type Drawing =
  | {
      readonly className: string;
      /** Bytes of the object in the file, decompressed. */
      readonly bytes: number;
      /** The object in the JSON that jsroot's `parse` reads. */
      readonly object: string;
    }
  | { readonly className: string; readonly text: string }
  | {
      readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE' | 'TOO_LARGE';
      readonly reason: string;
    };

/** An open DQM file. */
export interface DqmFile {
  /** The run of its `DQMData/Run N` folder. */
  readonly run: number;
  /**
   * Reads the ME of a config path, `Subsystem/Folder/Name`; blanks belong to the name, a leading `/` does not count.
   * An ME that is not there or cannot be decoded is a reading with a failure; only a file that can no longer be read throws.
   */
  read(path: string): Promise<Reading>;
  /**
   * Gives the ME of a config path as it is drawn: like `read`, but whole, with its options of drawing. One of more than `mostBytes`
   * (decompressed) is not even read.
   */
  draw(path: string, mostBytes: number): Promise<Drawing>;
  /**
   * Reads ahead what `read` will be asked for, in the order in which it lies in the file: on storage where every read costs its time,
   * many times faster than ME by ME. Paths that the file has not cost nothing.
   */
  prefetch(paths: Iterable<string>): Promise<void>;
  /** Whether the file has an ME of this path; reads only folders. Throws a DamagedFileError where one cannot be read. */
  has(path: string): Promise<boolean>;
  /** All ME paths of the file (scalars and quality tests by their names). Throws a DamagedFileError where it cannot tell all. */
  list(): Promise<string[]>;
  /** Whether the file was written to since it was opened: what was read of it is then not to be trusted. */
  changed(): Promise<boolean>;
  /** Bytes read from the file so far, and in how many reads. */
  readonly bytesRead: number;
  readonly reads: number;
  close(): Promise<void>;
}
