import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { addUserStreamer, reconstructObject, type StreamerFile } from 'jsroot/io';
import { builtInDescriptions } from './built-in-descriptions.ts';
import { GuardedBuffer, maxMemberLength } from './guarded-buffer.ts';
import { decodeHistogram } from './histogram-record.ts';
import { classesWithKnownLayout, type Description } from './layouts.ts';
import { isObject, type RootObject } from './members.ts';
import { RecordError } from './record-error.ts';
import type { Content } from './root-file.ts';

/** TVirtualStreamerInfo::kStreamLoop, the highest type code of a member. */
const lastType = 501;

/** Decodes objects by the class descriptions of their file. */
export class Streamers {
  /** Classes that histogram-record.ts can decode. */
  private readonly directClasses: ReadonlySet<string>;
  /** Classes that have a description. */
  private readonly classes: ReadonlySet<string>;
  private readonly file: StreamerFile;

  /** Throws a RecordError if the descriptions are corrupt. */
  constructor(descriptions: Content) {
    this.file = streamerFile();
    const list = this.decodeByOwn(descriptions, 'TList');
    if (!Array.isArray(list.arr) || !list.arr.every(isDescription)) throw new RecordError('corrupt list');
    this.directClasses = classesWithKnownLayout(list.arr);
    this.classes = new Set(list.arr.map(({ fName }) => fName));
    this.file.extractStreamerInfos({ mapObject() {}, classStreamer: (target) => Object.assign(target, list) });
  }

  /** Decodes at least the members that `toElement` needs. Throws a RecordError if the content is not an object of this class. */
  decodeElement(content: Content, className: string): RootObject {
    if (!this.classes.has(className) && this !== builtIn()) return builtIn().decodeElement(content, className);
    return (
      (this.directClasses.has(className) && decodeHistogram(content, className)) || this.decode(content, className)
    );
  }

  /**
   * Decodes all members, by the descriptions of the file, or those of ROOT 6 if it does not describe the class. Throws a RecordError if the
   * content is not an object of this class.
   */
  decode(content: Content, className: string): RootObject {
    return (this.classes.has(className) ? this : builtIn()).decodeByOwn(content, className);
  }

  private decodeByOwn(content: Content, className: string): RootObject {
    const buffer = new GuardedBuffer(content, this.file);
    const object: Record<string, unknown> = {};
    const messages: string[] = [];
    const failure = (reason: string, cause?: unknown): RecordError =>
      new RecordError(`not decodable as ${className} (${[...messages, reason].join('; ')})`, { cause });
    try {
      captureConsole(messages, () => {
        buffer.mapObject(1, object);
        buffer.classStreamer(object, className);
      });
    } catch (error) {
      // jsroot has no error class of its own: corrupt data may cause any error.
      throw failure((error as Error).message, error);
    }
    if (buffer.o !== content.bytes.length) throw failure(`ends at byte ${buffer.o} of ${content.bytes.length}`);
    return object;
  }
}

/** Files of one CMSSW release have equal descriptions. */
const cache = new LRUCache<string, Streamers>({ max: 8 });

let ofRoot: Streamers | undefined;

/** Returns the streamers for the classes of ROOT 6, for files without class descriptions. */
function builtIn(): Streamers {
  return (ofRoot ??= new Streamers(builtInDescriptions()));
}

/** Returns the streamers for class descriptions. Throws a RecordError if these are corrupt. */
export function streamersOf(descriptions: Content | undefined): Streamers {
  if (!descriptions) return builtIn();
  const digest = createHash('sha256').update(descriptions.bytes).digest('hex');
  const streamers = cache.get(digest) ?? new Streamers(descriptions);
  cache.set(digest, streamers);
  return streamers;
}

/**
 * Collects the messages that jsroot prints to the console while `work` runs, e.g. about an unknown member, because they do not say which
 * file they are about. jsroot then continues; the position where the object ends shows whether it is usable.
 */
function captureConsole(messages: string[], work: () => void): void {
  const { console: original } = globalThis;
  capture.messages = messages;
  globalThis.console = capture.console;
  try {
    work();
  } finally {
    globalThis.console = original;
  }
}

/** Shared by all objects, because making a console takes longer than decoding a histogram. */
const capture = { messages: [] as string[], console: { ...console, log: record, warn: record, error: record } };

function record(...words: unknown[]): void {
  capture.messages.push(words.join(' '));
}

/** Whether this is the description of a class (TStreamerInfo), or an object without members, which may occur in the same list. */
function isDescription(info: unknown): info is Description {
  if (!isObject(info)) return false;
  const { fElements: elements } = info;
  if (elements === undefined || elements === null) return true;
  return isObject(elements) && Array.isArray(elements.arr) && elements.arr.every(isMember);
}

function isMember(member: unknown): boolean {
  if (!isObject(member)) return false;
  const { fName, fTypeName, fType, fArrayLength, fArrayDim, fMaxIndex } = member;
  if (typeof fName !== 'string' || typeof fTypeName !== 'string' || !(fMaxIndex instanceof Uint32Array)) return false;
  if (typeof fType !== 'number' || fType > lastType) return false;
  if (typeof fArrayLength !== 'number' || typeof fArrayDim !== 'number' || fArrayDim > fMaxIndex.length) return false;
  const elements = fMaxIndex.subarray(0, fArrayDim).reduce((product, length) => product * length, 1);
  return fArrayLength <= maxMemberLength && elements >= 1 && elements <= maxMemberLength;
}

/** jsroot does not export its file class, but passes an instance to user streamers. */
const captureClass = 'hdqm::StreamerFile';
addUserStreamer(captureClass, (buffer, target) => {
  target.file = buffer.fFile;
});

function streamerFile(): StreamerFile {
  const empty = new DataView(new ArrayBuffer(6));
  return reconstructObject(captureClass, empty, empty).file as StreamerFile;
}
