/** Types of the parts of jsroot that server/read uses: jsroot has types only for its main module. */
declare module 'jsroot/io' {
  /** Holds the class descriptions of a file and the streamers made from them. */
  export interface StreamerFile {
    extractStreamerInfos(buffer: {
      mapObject(tag: number, target: object): void;
      classStreamer(target: object): void;
    }): void;
  }

  export class TBuffer {
    /** Position in `arr`. */
    o: number;
    arr: DataView;
    length: number;
    fFile: StreamerFile;
    /** Offset that references inside the buffer are relative to. */
    fTagOffset: number;
    constructor(bytes: DataView, position: number, file: StreamerFile);
    remain(): number;
    ntou1(): number;
    ntou4(): number;
    mapObject(tag: number, target: object): void;
    readVersion(): Version;
    checkByteCount(version: Version, where?: string): boolean;
    readTString(): string;
    readNullTerminatedString(): string;
    getMappedClass(tag: number): string | -1;
    readFastArray(length: number, type: number): ArrayLike<unknown>;
    readNdimArray(member: Member, read: unknown): unknown;
    readObjectAny(): unknown;
    classStreamer(target: object, className: string): object;
  }

  /** Description of a member of a class. */
  export interface Member {
    fArrayDim?: number;
    fMaxIndex?: ArrayLike<number>;
  }

  export interface Version {
    val: number;
    off: number;
    bytecnt?: number;
    nowarning?: boolean;
  }

  /** The file reader of jsroot, used by tests for comparison. */
  export function openFile(
    content: ArrayBuffer,
  ): Promise<{ readObject(path: string): Promise<Record<string, unknown>> }>;
  /** Decompresses a chain of blocks to `length` bytes; null on failure. */
  export function R__unzip(blocks: DataView, length: number, quiet: boolean): Promise<DataView | null>;
  export function addUserStreamer(
    className: string,
    streamer: (buffer: TBuffer, target: Record<string, unknown>) => void,
  ): void;
  export function reconstructObject(
    className: string,
    content: DataView,
    descriptions: DataView,
  ): Record<string, unknown>;
  export const kChar: number,
    kShort: number,
    kInt: number,
    kLong: number,
    kFloat: number,
    kCounter: number,
    kDouble: number;
  export const kUChar: number,
    kUShort: number,
    kULong: number,
    kLong64: number,
    kULong64: number,
    kBool: number,
    kTString: number;
}

/** Used by browsers and by tests. */
declare module 'jsroot/core' {
  /** Parses ROOT's JSON format. */
  export function parse(json: string): Record<string, unknown>;
}
