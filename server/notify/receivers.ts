/** Receivers of notifications: the sections of `notify.ini`. */
import path from 'node:path';
import { z } from 'zod';
import { isHttpsOrLocal } from '../app/setting-list.ts';
import type { Settings } from '../app/settings.ts';
import { nearestName } from '../names/nearest.ts';
import { readText } from '../plan/config-folder.ts';
import { type Diagnostic, type IniSection, parseIni } from '../plan/ini.ts';
import type { ReportedProblem } from '../plan/problem.ts';
import { UnresolvedReferenceError, resolveReferences } from './references.ts';

/** The message of a key: it is missing, or has an invalid value. */
const or =
  (message: string) =>
  ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'is missing' : message;
const listed = z
  .string()
  .transform((text): readonly string[] => text.split(/[,\n]/).flatMap((part) => part.trim() || []));
const routing = {
  subsystems: listed.default([]),
  severity: z.enum(['warning', 'error'], 'must be warning or error').default('warning'),
};
const webUrl = z
  .url({ protocol: /^https?$/, error: or('must be an http or https URL') })
  .refine(hasNoUser, 'must not contain a user or password');
const privateUrl = webUrl.refine(isHttpsOrLocal, 'must be https: whoever reads it could send messages');
const address = /^[^\s<>@]+@[^\s<>@]+$|^[^<>\n]*<[^\s<>@]+@[^\s<>@]+>$/;

/** What a key of a webhook begins with that is in base64. */
export const base64Prefix = 'whsec_';

/** The keys of a section of each kind. */
const kinds = {
  mattermost: z.strictObject({ ...routing, url: privateUrl }),
  webhook: z.strictObject({
    ...routing,
    url: webUrl,
    secret: z
      .string()
      .min(16, 'must have 16 characters or more')
      .refine(isSigningKey, `must be base64 after ${base64Prefix}`),
  }),
  email: z.strictObject({
    ...routing,
    to: listed.refine((all) => all.length > 0 && all.every((one) => address.test(one)), 'must be e-mail addresses'),
    from: z.string().regex(address, 'must be an e-mail address'),
    smtp: z
      .url({
        protocol: /^smtps?$/,
        error: or('must be a URL such as smtp://host:25 or smtps://user:password@host'),
      })
      .refine(hasDecodableUser, 'must have %25 for % in its user and password'),
  }),
  alertmanager: z.strictObject({ ...routing, url: webUrl }),
} as const;

export type ReceiverKind = keyof typeof kinds;
export const receiverKinds = Object.keys(kinds) as ReceiverKind[];

/** A receiver of a kind, with the keys of its section. */
type ReceiverOf<K extends ReceiverKind> = Readonly<z.output<(typeof kinds)[K]>> & {
  readonly kind: K;
  /** Unique in the file. */
  readonly name: string;
};

/**
 * A receiver of notifications. `subsystems` are those whose alarms it gets, with `*` for any text (none: all), `severity` is the lowest one.
 * Its other keys may contain secrets.
 */
export type Receiver = { readonly [K in ReceiverKind]: ReceiverOf<K> }[ReceiverKind];

/** The receivers of a file, and its problems. A section with a problem is no receiver. */
export interface Receivers {
  readonly receivers: readonly Receiver[];
  readonly problems: readonly ReportedProblem[];
}

/** Reads the receivers of an installation: NOTIFY_FILE, by default `notify.ini` in the first config folder. None where that does not exist. */
export async function readReceivers(
  { NOTIFY_FILE, HDQM_CONFIGS }: Pick<Settings, 'NOTIFY_FILE' | 'HDQM_CONFIGS'>,
  { environment = process.env, subsystems }: ParseOptions = {},
): Promise<Receivers> {
  const file = NOTIFY_FILE ?? path.join(HDQM_CONFIGS[0] ?? '', 'notify.ini');
  const displayPath = path.relative('', file) || file;
  const text = await readText(file);
  if (typeof text === 'string') return parseReceivers(text, displayPath, { environment, subsystems });
  if (NOTIFY_FILE === undefined && text.unreadable.startsWith('ENOENT')) return { receivers: [], problems: [] };
  return { receivers: [], problems: [{ file: displayPath, line: 0, message: `not readable: ${text.unreadable}` }] };
}

/** What the sections of a file may refer to. */
export interface ParseOptions {
  /** Values of `${NOTIFY_NAME}`; default: those of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Names of all subsystems: a receiver of another one is a problem. Default: not checked. */
  readonly subsystems?: readonly string[] | undefined;
}

/** Parses the text of a `notify.ini`. Messages of problems contain no value that may be a secret. */
export function parseReceivers(text: string, file: string, options: ParseOptions): Receivers {
  const { sections, diagnostics } = parseIni(text);
  const problems: ReportedProblem[] = diagnostics.map((diagnostic) => ({ file, ...diagnostic }));
  const receivers: Receiver[] = [];
  const lines = new Map<string, number>();
  for (const section of sections) {
    const parsed = readSection(section, options);
    if ('diagnostics' in parsed) {
      problems.push(...parsed.diagnostics.map((diagnostic) => ({ file, ...diagnostic, names: [section.header] })));
      continue;
    }
    const earlier = lines.get(parsed.name);
    if (earlier === undefined) {
      lines.set(parsed.name, section.line);
      receivers.push(parsed);
    } else {
      const message = `duplicate receiver ${parsed.name} skipped: first in line ${earlier}`;
      problems.push({ file, line: section.line, message, names: [section.header] });
    }
  }
  return { receivers, problems };
}

function readSection(
  section: IniSection,
  { environment = process.env, subsystems }: ParseOptions,
): Receiver | { readonly diagnostics: readonly Diagnostic[] } {
  const { header, line } = section;
  const [, kindName = '', name = ''] = /^([^:]*):(.*)$/.exec(header)?.map((part) => part.trim()) ?? [];
  const kind = receiverKinds.find((known) => known === kindName);
  if (kind === undefined || name === '') {
    const expected = receiverKinds.map((known) => `[${known}:NAME]`).join(', ');
    const suggestion = kind === undefined ? nearestName(kindName || header, receiverKinds) : undefined;
    return { diagnostics: [{ line, message: `unknown section [${header}]: expected ${expected}`, suggestion }] };
  }
  const diagnostics: Diagnostic[] = [...section.diagnostics];
  const lineOf = (key: string): number => section.entries.get(key)?.line ?? line;
  const values: Record<string, string> = {};
  for (const [key, entry] of section.entries) {
    try {
      const value = resolveReferences(entry.value, environment);
      if (value !== '') values[key] = value;
    } catch (error) {
      if (!(error instanceof UnresolvedReferenceError)) throw error;
      return { diagnostics: [...diagnostics, { line: entry.line, message: `${entry.key}: ${error.message}` }] };
    }
  }
  const parsed = kinds[kind].safeParse(values, { error: or('is invalid') });
  if (!parsed.success) {
    diagnostics.push(...parsed.error.issues.flatMap((issue) => describeIssue(issue, Object.keys(kinds[kind].shape))));
    return { diagnostics: diagnostics.map((one) => ('key' in one ? { ...one, line: lineOf(String(one.key)) } : one)) };
  }
  diagnostics.push(...unknownSubsystems(parsed.data.subsystems, subsystems, lineOf('subsystems')));
  return diagnostics.length > 0 ? { diagnostics } : ({ ...parsed.data, kind, name } as Receiver);
}

/** The problem of an issue, and the key that it concerns. */
function describeIssue(issue: z.core.$ZodIssue, keys: readonly string[]): (Diagnostic & { readonly key: string })[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      key,
      line: 0,
      message: `unknown key ${key}`,
      suggestion: nearestName(key, keys),
    }));
  const key = String(issue.path[0]);
  return [{ key, line: 0, message: `${key} ${issue.message}` }];
}

function unknownSubsystems(
  patterns: readonly string[],
  known: readonly string[] | undefined,
  line: number,
): Diagnostic[] {
  if (known === undefined) return [];
  return patterns
    .filter((pattern) => !pattern.includes('*') && !known.includes(pattern))
    .map((name) => ({ line, message: `no config has the subsystem ${name}`, suggestion: nearestName(name, known) }));
}

function hasNoUser(text: string): boolean {
  if (!URL.canParse(text)) return true; // reported otherwise
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** Whether the user and password of a URL can be decoded. */
function hasDecodableUser(text: string): boolean {
  if (!URL.canParse(text)) return true; // reported otherwise
  const { username, password } = new URL(text);
  try {
    [username, password].map(decodeURIComponent);
    return true;
  } catch {
    return false;
  }
}

/** Whether no part of a key in base64 would be ignored. */
function isSigningKey(secret: string): boolean {
  return !secret.startsWith(base64Prefix) || z.base64().safeParse(secret.slice(base64Prefix.length)).success;
}

/** Where a receiver's messages go, without secrets: a host, or the addresses of an e-mail. */
export function describeTarget(receiver: Receiver): string {
  return receiver.kind === 'email' ? receiver.to.join(', ') : new URL(receiver.url).host;
}
