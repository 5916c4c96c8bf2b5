import type { MonitorElement } from '../../metrics/histogram/histogram.ts';

/** Result of reading one ME: the element, or a failure. */
export type Reading =
  | { readonly element: MonitorElement }
  | { readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE'; readonly reason: string };

/** Result of reading one ME for display: the whole ROOT object as JSON, the text of a scalar or quality test, or a failure. */
export type RootJsonReading =
  | {
      readonly className: string;
      /** Decompressed size of the object in bytes. */
      readonly bytes: number;
      /** The object in ROOT's JSON format, for `parse` of jsroot. */
      readonly object: string;
    }
  | { readonly className: string; readonly text: string }
  | {
      readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE' | 'TOO_LARGE';
      readonly reason: string;
    };

/** An ME as a folder lists it. */
export interface ListedElement {
  /** `Subsystem/Folder/Name`, as in a config. */
  readonly path: string;
  /** ROOT class; TObjString of a scalar or quality test, which is contained in the name of its key. */
  readonly className: string;
  /** Decompressed size of the object in bytes; 0 of a scalar or quality test. */
  readonly bytes: number;
  /** Of a scalar or quality test. */
  readonly text?: string;
}

/** Direct contents of a folder. */
export interface FolderContents {
  /** Names of the subfolders, sorted. */
  readonly folders: readonly string[];
  /** Sorted by path. */
  readonly elements: readonly ListedElement[];
}

/** An open DQM file. */
export interface DqmFile {
  /** Run number of its `DQMData/Run N` folder. */
  readonly run: number;
  /**
   * Reads the ME of a config path, `Subsystem/Folder/Name`; blanks are part of the name, a leading `/` is ignored.
   * A missing or undecodable ME gives a failure; throws only if the file itself cannot be read.
   */
  read(path: string): Promise<Reading>;
  /**
   * Reads the ME of a config path for display: the complete object with its drawing attributes. An object of more than `maxBytes`
   * (decompressed) is a failure and is not read.
   */
  readRootJson(path: string, maxBytes: number): Promise<RootJsonReading>;
  /**
   * Reads MEs into memory in the order in which they are stored, for later calls of `read`. On storage with high latency this is many
   * times faster than reading ME by ME. Paths that do not exist in the file cost nothing.
   */
  prefetch(paths: Iterable<string>): Promise<void>;
  /** Whether the file has an ME of this path; reads only folders. Throws a CorruptFileError if one cannot be read. */
  has(path: string): Promise<boolean>;
  /**
   * Finds MEs whose path resembles that of an ME that the file does not have, the most similar first: their names where they are in its
   * folder, their paths otherwise. Reads only folders. Throws a CorruptFileError if one cannot be read.
   */
  similar(path: string): Promise<string[]>;
  /** Lists all MEs of the file. Throws a CorruptFileError if a folder cannot be read. */
  list(): Promise<ListedElement[]>;
  /**
   * Lists a folder, `Subsystem/Folder`, or the subsystems for an empty path; undefined if the file does not have it. Throws a
   * CorruptFileError if it cannot be read.
   */
  contents(folder: string): Promise<FolderContents | undefined>;
  /** Whether the file was modified since it was opened, so that what was read cannot be trusted. */
  changed(): Promise<boolean>;
  /** Number of bytes and reads from the file so far. */
  readonly bytesRead: number;
  readonly reads: number;
  close(): Promise<void>;
}
