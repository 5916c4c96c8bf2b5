import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { addUserStreamer, reconstructObject, type StreamerFile } from 'jsroot/io';
import { RecordError } from '../record-error.ts';
import { GuardedBuffer, longestMember } from './guarded-buffer.ts';
import { decodeHistogram } from '../histogram-record.ts';
import { type Description, usualClasses } from './layouts.ts';
import type { Content } from './root-file.ts';

/** TVirtualStreamerInfo::kStreamLoop, the highest of the codes of a member's type. */
const lastType = 501;

/** An object as jsroot gives it: its members by their ROOT names, and `_typename`. */
export type RootObject = Readonly<Record<string, unknown>>;

/** Decodes the objects of files whose classes are as they describe them. */
export class Streamers {
  /** Classes that are laid out as server/read/histogram-record.ts knows them. */
  private readonly usual: ReadonlySet<string>;
  private readonly file: StreamerFile;

  /** Throws a RecordError where the descriptions are garbled. */
  constructor(descriptions: Content | undefined) {
    this.file = streamerFile();
    this.usual = new Set();
    if (!descriptions) return;
    const list = this.decode(descriptions, 'TList');
    if (!Array.isArray(list.arr) || !list.arr.every(isDescription)) throw new RecordError('they are garbled');
    this.usual = usualClasses(list.arr);
    this.file.extractStreamerInfos({ mapObject() {}, classStreamer: (target) => Object.assign(target, list) });
  }

  /** The members of a histogram that `toElement` needs, or all there are. Throws a RecordError where the content is not an object of this class. */
  decodeElement(content: Content, className: string): RootObject {
    return (this.usual.has(className) && decodeHistogram(content, className)) || this.decode(content, className);
  }

  /** All members, as the file describes them. Throws a RecordError where the content is not an object of this class. */
  decode(content: Content, className: string): RootObject {
    const buffer = new GuardedBuffer(content, this.file);
    const object: Record<string, unknown> = {};
    const told: string[] = [];
    const refusal = (reason: string, cause?: unknown): RecordError =>
      new RecordError(`it is not decodable as ${className} (${[...told, reason].join('; ')})`, { cause });
    try {
      hearing(told, () => {
        buffer.mapObject(1, object);
        buffer.classStreamer(object, className);
      });
    } catch (error) {
      // Whatever jsroot stumbles over in garbled bytes: it has no errors of its own.
      throw refusal((error as Error).message, error);
    }
    if (buffer.o !== content.bytes.length) throw refusal(`it ends at byte ${buffer.o} of ${content.bytes.length}`);
    return object;
  }
}

/** Files of one release have the same descriptions: those of the last few are kept. */
const kept = new LRUCache<string, Streamers>({ max: 8 });

/** Decoders for a file with these descriptions. Throws a RecordError where they are garbled. */
export function streamersOf(descriptions: Content | undefined): Streamers {
  if (!descriptions) return new Streamers(undefined);
  const digest = createHash('sha256').update(descriptions.bytes).digest('hex');
  const streamers = kept.get(digest) ?? new Streamers(descriptions);
  kept.set(digest, streamers);
  return streamers;
}

/**
 * Keeps what jsroot tells the console meanwhile, where nobody would know which file it is about: of a member that it does not know, say. It
 * goes on without, so whether that matters is seen by where the object ends.
 */
function hearing(told: string[], work: () => void): void {
  const { console: own } = globalThis;
  ear.told = told;
  globalThis.console = ear.console;
  try {
    work();
  } finally {
    globalThis.console = own;
  }
}

/** One for all objects: making a console takes longer than decoding a histogram. */
const ear = { told: [] as string[], console: { ...console, log: hear, warn: hear, error: hear } };

function hear(...words: unknown[]): void {
  ear.told.push(words.join(' '));
}

/** Whether this describes a class (TStreamerInfo), or is one of the things without members that may stand beside them. */
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
  return fArrayLength <= longestMember && elements >= 1 && elements <= longestMember;
}

function isObject(value: unknown): value is RootObject {
  return typeof value === 'object' && value !== null;
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
