import { XMLParser } from 'fast-xml-parser';
import type { TreeEntry } from './storage.ts';

/** A file or folder of a WebDAV server. */
export interface WebDavEntry extends TreeEntry {
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** In whole seconds; the epoch where the server does not report it. */
  readonly modifiedAt: Date;
}

/** A response that is not WebDAV. */
export class WebDavError extends Error {
  override name = 'WebDavError';
}

/** Elements that may be repeated. */
const repeated = new Set(['response', 'propstat', 'href']);

const parser = new XMLParser({
  removeNSPrefix: true, // prefixes differ between servers
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name: string) => repeated.has(name),
});

/**
 * Parses a response to PROPFIND (RFC 4918, section 13): the requested resource itself and, for a folder at Depth 1, its direct children;
 * deeper entries are ignored. Throws a WebDavError for any other text.
 */
export function parseMultistatus(text: string): { readonly self: WebDavEntry; readonly inside: WebDavEntry[] } {
  if (text.trim() === '') throw new WebDavError('empty response');
  // No response needs custom entities, with which a small text can expand without bound.
  if (/<!DOCTYPE/i.test(text)) throw new WebDavError('document type declaration, which no WebDAV response needs');
  let responses: unknown;
  try {
    const parsed = parser.parse(text, true) as { multistatus?: { response?: unknown } };
    responses = parsed.multistatus?.response;
  } catch (error) {
    throw new WebDavError(`invalid XML: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(responses)) throw new WebDavError('no multistatus element with a response');
  const entries = responses.flatMap((response) => parseEntry(response) ?? []);
  const [first] = entries;
  if (!first) throw new WebDavError('no existing resource in it');
  // The requested resource has the shortest path; servers list it first or last.
  const self = entries.reduce((top, entry) => (entry.names.length < top.names.length ? entry : top), first);
  const inside = entries.filter(
    ({ names }) => names.length === self.names.length + 1 && self.names.every((name, index) => name === names[index]),
  );
  return { self: toWebDavEntry(self), inside: inside.map(toWebDavEntry) };
}

interface ParsedEntry extends Omit<WebDavEntry, 'name'> {
  /** Path segments. */
  readonly names: readonly string[];
}

function toWebDavEntry({ names, ...entry }: ParsedEntry): WebDavEntry {
  return { ...entry, name: names.at(-1) ?? '' };
}

/** Parses one response element; undefined for a resource that is missing or not accessible. */
function parseEntry(response: unknown): ParsedEntry | undefined {
  const { href, propstat } = response as { href?: readonly unknown[]; propstat?: readonly unknown[] };
  const [url] = href ?? [];
  if (typeof url !== 'string' || !Array.isArray(propstat)) return undefined;
  const found = propstat.find((part) => {
    const { status } = part as { status?: unknown };
    return typeof status === 'string' && /\s200(\s|$)/.test(status);
  }) as { prop?: Readonly<Record<string, unknown>> } | undefined;
  const properties = found?.prop;
  const names = segmentsOf(url);
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

/** Path segments of a path or URL; undefined where one is not a valid name. */
function segmentsOf(href: string): string[] | undefined {
  const path = href.trim().replace(/^https?:\/\/[^/]*/i, '');
  const names = path
    .split('/')
    .filter((name) => name !== '')
    .map(decodeName);
  return names.some((name) => name.includes('/') || name.includes('\0') || name === '.' || name === '..')
    ? undefined
    : names;
}

/** Decodes an escaped name; older XRootD servers do not escape names. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
