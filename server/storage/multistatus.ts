import { XMLParser } from 'fast-xml-parser';
import type { TreeEntry } from './storage.ts';

/** What a WebDAV server says of a file or folder. */
export interface WebDavEntry extends TreeEntry {
  /** Bytes; of a file. */
  readonly size: number;
  /** To the second; the epoch where the server does not tell. */
  readonly modifiedAt: Date;
}

/** An answer that is no WebDAV. */
export class WebDavError extends Error {
  override name = 'WebDavError';
}

/** Elements of which several may stand beside one another. */
const lists = new Set(['response', 'propstat', 'href']);

const parser = new XMLParser({
  removeNSPrefix: true, // every server has its own
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name: string) => lists.has(name),
});

/**
 * Reads an answer to PROPFIND (RFC 4918, section 13): what was asked for itself, and, of a folder at Depth 1, what is in it. Only what lies
 * directly in the folder counts, whatever the server names. Throws a WebDavError for any other text.
 */
export function parseMultistatus(text: string): { readonly self: WebDavEntry; readonly inside: WebDavEntry[] } {
  if (text.trim() === '') throw new WebDavError('it is empty');
  // Nothing that a server has to say needs entities of its own; they are how a small text grows without bound.
  if (/<!DOCTYPE/i.test(text)) throw new WebDavError('it declares a document type, which no WebDAV answer needs');
  let responses: unknown;
  try {
    const parsed = parser.parse(text, true) as { multistatus?: { response?: unknown } };
    responses = parsed.multistatus?.response;
  } catch (error) {
    throw new WebDavError(`it is no XML: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(responses)) throw new WebDavError('it is no WebDAV answer: it has no multistatus with a response');
  const entries = responses.flatMap((response) => entryOf(response) ?? []);
  const [first] = entries;
  if (!first) throw new WebDavError('it tells of nothing that is there');
  // What was asked for is above all the others; servers name it first, or last, under the name by which they know it.
  const self = entries.reduce((top, entry) => (entry.names.length < top.names.length ? entry : top), first);
  const inside = entries.filter(
    ({ names }) => names.length === self.names.length + 1 && self.names.every((name, index) => name === names[index]),
  );
  return { self: plain(self), inside: inside.map(plain) };
}

interface Place extends Omit<WebDavEntry, 'name'> {
  /** Of the folders that lead to it, and its own. */
  readonly names: readonly string[];
}

function plain({ names, ...entry }: Place): WebDavEntry {
  return { ...entry, name: names.at(-1) ?? '' };
}

/** One response; undefined where it only says that something is not there or may not be seen. */
function entryOf(response: unknown): Place | undefined {
  const { href, propstat } = response as { href?: readonly unknown[]; propstat?: readonly unknown[] };
  const [place] = href ?? [];
  if (typeof place !== 'string' || !Array.isArray(propstat)) return undefined;
  const good = propstat.find((part) => {
    const { status } = part as { status?: unknown };
    return typeof status === 'string' && /\s200(\s|$)/.test(status);
  }) as { prop?: Readonly<Record<string, unknown>> } | undefined;
  const properties = good?.prop;
  const names = namesOf(place);
  if (typeof properties !== 'object' || names === undefined) return undefined;
  const { resourcetype, getcontentlength, getlastmodified } = properties;
  const isFolder = typeof resourcetype === 'object' && resourcetype !== null && 'collection' in resourcetype;
  const size = Number(getcontentlength ?? 0);
  const modified = typeof getlastmodified === 'string' ? Date.parse(getlastmodified) : Number.NaN;
  if (!isFolder && !(Number.isSafeInteger(size) && size >= 0)) return undefined;
  return {
    names,
    kind: isFolder ? 'folder' : 'file',
    size,
    modifiedAt: new Date(Number.isNaN(modified) ? 0 : modified),
  };
}

/** The names in a path or address. Undefined for one that no path has. */
function namesOf(href: string): string[] | undefined {
  const path = href.trim().replace(/^https?:\/\/[^/]*/i, '');
  const names = path
    .split('/')
    .filter((name) => name !== '')
    .map(decoded);
  return names.some((name) => name.includes('/') || name.includes('\0') || name === '.' || name === '..')
    ? undefined
    : names;
}

/** Some servers escape names, XRootD's older ones do not. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
