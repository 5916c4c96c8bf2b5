import { addUserStreamer, reconstructObject, type StreamerFile, TBuffer, type Version } from 'jsroot/io';
import { decodeText } from './cursor.ts';
import { RecordError } from './damage.ts';
import type { Content } from './root-file.ts';

/** An object as jsroot gives it: its members by their ROOT names, and `_typename`. */
export type RootObject = Readonly<Record<string, unknown>>;

/** Decodes the objects of a file, whose classes are as the file describes them. */
export class Streamers {
  private readonly file: StreamerFile;

  /** Throws a RecordError where the descriptions are garbled. */
  constructor(descriptions: Content | undefined) {
    this.file = streamerFile();
    if (!descriptions) return;
    const list = this.decode(descriptions, 'TList');
    this.file.extractStreamerInfos({ mapObject() {}, classStreamer: (target) => Object.assign(target, list) });
  }

  /** Throws a RecordError where the content is not an object of this class. */
  decode(content: Content, className: string): RootObject {
    const buffer = new GuardedBuffer(content, this.file);
    const object: Record<string, unknown> = {};
    try {
      buffer.mapObject(1, object);
      buffer.classStreamer(object, className);
    } catch (error) {
      if (error instanceof RecordError) throw error;
      throw new RecordError(`it is not decodable as ${className} (${(error as Error).message})`, { cause: error });
    }
    if (buffer.o !== content.bytes.length) {
      throw new RecordError(
        `it is not decodable as ${className}: ${content.bytes.length - buffer.o} bytes are left over`,
      );
    }
    return object;
  }
}

/** jsroot keeps its class of a file to itself, but hands one to a user's streamer. */
const capture = 'hdqm::StreamerFile';
addUserStreamer(capture, (buffer, target) => {
  target.file = buffer.fFile;
});

function streamerFile(): StreamerFile {
  const nothing = new DataView(new ArrayBuffer(6));
  return reconstructObject(capture, nothing, nothing).file as StreamerFile;
}

/** jsroot's buffer, which trusts what it reads, made safe: no garbled length allocates or loops without bound, nothing is logged. */
class GuardedBuffer extends TBuffer {
  private readonly bytes: Buffer;

  constructor({ bytes, headerBytes }: Content, file: StreamerFile) {
    super(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, file);
    this.bytes = bytes;
    this.fTagOffset = headerBytes;
  }

  override readTString(): string {
    const short = this.ntou1();
    const length = short === 255 ? this.ntou4() : short;
    const start = this.o;
    if (length > this.remain()) throw new RangeError(`a text of ${length} bytes is cut off`);
    this.o += length;
    return decodeText(this.bytes, start, this.o);
  }

  override readVersion(): Version {
    const version = super.readVersion();
    version.nowarning = true;
    return version;
  }
}
