/** What server/read uses of jsroot, which brings types only for its whole. */
declare module 'jsroot/io' {
  /** Holds a file's class descriptions and the streamers made of them. */
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
    /** What references inside the buffer count from. */
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

  /** A member of a class as its description has it. */
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

  /** jsroot's own reading, with which ours is compared. */
  export function openFile(
    content: ArrayBuffer,
  ): Promise<{ readObject(path: string): Promise<Record<string, unknown>> }>;
  /** Decompresses a chain of blocks to `length` bytes; null where it cannot. */
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

/** How drawn objects are read back: by browsers, and by our tests. */
declare module 'jsroot/core' {
  /** Reads ROOT's JSON. */
  export function parse(json: string): Record<string, unknown>;
}
