import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import cronParser from 'cron-parser';
import { z } from 'zod';

/** The project's folder: sources under vitest, the package around dist/ otherwise. */
export const projectRoot = findRoot(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

function findRoot(folder: string): string {
  return path.basename(path.dirname(folder)) === 'dist' ? path.dirname(path.dirname(folder)) : path.dirname(folder);
}

/** The version of HDQM that runs. */
export const version: string = (
  JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string }
).version;

const folders = z
  .string()
  .transform((text) => text.split(':').filter((folder) => folder !== ''))
  .describe('folders, separated by `:`');

const port = z.coerce.number().int().min(0).max(65535);
const url = z.url({ protocol: /^https?$/ });

/** Whether a text is a cron line that can be followed, or `off`. */
function isSchedule(text: string): boolean {
  if (text === 'off') return true;
  try {
    cronParser.parseExpression(text);
    return text.trim().split(/\s+/).length === 5;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}

const usualUrls = { oms: 'https://cmsoms.cern.ch/agg/api/v1', rr: 'https://cmsrunregistry.web.cern.ch' } as const;

/** Whether an address is https, or one of this machine. */
function isProtected(text: string): boolean {
  if (!URL.canParse(text)) return true; // that is told already
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Each setting: its type, default and meaning. The names are environment variables. */
const shape = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgresql://user:password@host:5432/database')
    .optional()
    .describe('the PostgreSQL (14 or newer) to use; without it HDQM runs its own, in HDQM_DATA'),
  EOS_ROOT: z
    .string()
    .min(1)
    .optional()
    .describe('folder of the DQM files, or its http(s) URL (WebDAV); without it the sample that comes with HDQM'),
  EOS_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('bearer token for an EOS_ROOT that is a URL; EOS_TOKEN_FILE is read anew for each request'),
  EOS_PATTERN: z.string().min(1).default('DQM_V*DQMIO.root').describe('which files in it: a name with * for any text'),
  HDQM_DATA: z.string().min(1).default('./data').describe('folder of the embedded database'),
  HDQM_CONFIGS: folders.optional().describe('folders of the configs, separated by `:`; default: configs/ of HDQM'),
  HDQM_METRICS: folders.default([]).describe('folders of more metrics, separated by `:`'),
  BACKFILL_RUNS: z.coerce
    .number()
    .int()
    .min(0)
    .default(100)
    .describe('for how many latest runs of each dataset a new config gets its points at once'),
  RETRY_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .default(10)
    .describe('how often a file that failed is tried again; the delays double from one hour to a week'),
  WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(Math.max(1, availableParallelism()))
    .describe('threads that read and reduce files; default: one a processor'),
  FILE_SECONDS: z.coerce
    .number()
    .min(1)
    .default(900)
    .describe('how long reading and reducing one file may take; then it is given up, and tried again later'),
  METRIC_SECONDS: z.coerce
    .number()
    .min(0.5)
    .default(30)
    .describe('how long one metric may take on one file; then its point is a failure'),
  CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe('client for OMS and Run Registry; without it they are not asked (the sample has its own stand-ins)'),
  CLIENT_SECRET: z.string().min(1).optional().describe('its secret'),
  TOKEN_URL: url
    .default('https://auth.cern.ch/auth/realms/cern/api-access/token')
    .describe('where tokens for OMS and Run Registry come from'),
  OMS_URL: url.default(usualUrls.oms).describe('API of OMS'),
  OMS_AUDIENCE: z.string().min(1).default('cmsoms-prod').describe('audience of tokens for OMS'),
  RR_URL: url.default(usualUrls.rr).describe('Run Registry'),
  RR_AUDIENCE: z
    .string()
    .min(1)
    .default('webframeworks-paas-cmsrunregistry')
    .describe('audience of tokens for Run Registry'),
  SERVICE_RETRY_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe(
      'after how many seconds OMS and Run Registry are asked again for a run without an answer; doubles up to a day',
    ),
  CA_FILE: z.string().min(1).optional().describe('PEM file of certificates to trust beside the usual ones'),
  SCAN_SCHEDULE: z
    .string()
    .default('0 3 * * *')
    .refine(isSchedule, 'must be a cron line of five fields, such as 0 3 * * *, or off')
    .describe('when `hdqm serve` scans, as a cron line; off: never by itself'),
  TIME_ZONE: z
    .string()
    .default('Europe/Zurich')
    .refine(isTimeZone, 'is no time zone, such as Europe/Zurich')
    .describe('time zone of SCAN_SCHEDULE'),
  LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(600)
    .default(120)
    .describe('how long a worker that is not heard of keeps the file that it reads; then another takes it over'),
  LOG_DAYS: z.coerce.number().int().min(1).default(60).describe('for how many days log lines are kept in the database'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address that the server listens on'),
  PORT: port.default(4000).describe('port that the server listens on'),
  PUBLIC_URL: url.optional().describe('address that users see when a proxy stands before the server'),
  QUERY_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(20)
    .describe('after so many seconds a database query of the API is ended'),
  WATCH_PORT: port
    .optional()
    .describe('port at which `hdqm worker` answers /health, /ready and /metrics (the server does so at PORT)'),
  OIDC_ISSUER: url
    .refine(isProtected, 'must be https (http is for this machine only)')
    .optional()
    .describe('OpenID Connect issuer where people log in, e.g. https://auth.cern.ch/auth/realms/cern'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('client that HDQM is to the issuer'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('its secret; a public client has none'),
  OIDC_ROLE_CLAIM: z
    .string()
    .min(1)
    .default('cern_roles')
    .describe('claim that lists the roles of who logs in; dots lead inwards, as in resource_access.hdqm.roles'),
  OIDC_ROLE: z.string().min(1).default('hdqm-operator').describe('role that may change things'),
  LOGIN_TO_READ: z
    .stringbool('must be true or false')
    .default(false)
    .describe('whether reading needs a login too: true or false'),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have 32 characters or more')
    .optional()
    .describe('seals the cookies of logins, 32 characters or more; without it logins end with the process'),
  ADMIN_TOKEN: z
    .string()
    .min(16, 'must have 16 characters or more')
    .regex(/^\S+$/, 'must have no blanks: they cannot be sent in a header')
    .optional()
    .describe('lets scripts change things: Authorization: Bearer ADMIN_TOKEN; 16 characters or more'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level that is logged'),
} as const;

type Shape = typeof shape;
type Parsed = z.output<z.ZodObject<Shape>>;

/** The settings, checked. Paths are absolute. */
export type Settings = Readonly<
  Omit<Parsed, 'EOS_ROOT' | 'HDQM_CONFIGS'> & {
    EOS_ROOT: string;
    HDQM_CONFIGS: readonly string[];
    /** Where EOS_TOKEN came from, if from a file: who renews the token writes it anew. */
    EOS_TOKEN_FILE: string | undefined;
    /** Whether the sample tree is shown, since no EOS_ROOT was given. */
    sample: boolean;
  }
>;

/** Which settings are never shown. */
const secrets: readonly (keyof Shape)[] = [
  'DATABASE_URL',
  'EOS_TOKEN',
  'CLIENT_SECRET',
  'OIDC_CLIENT_SECRET',
  'SESSION_SECRET',
  'ADMIN_TOKEN',
];

export class SettingsError extends Error {
  override name = 'SettingsError';
}

/**
 * Reads and checks the settings. A setting NAME is taken from NAME or, for secrets, from the file that NAME_FILE names; an empty
 * one counts as not given. Throws a SettingsError that names each bad setting.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given: Record<string, string> = {};
  for (const name of Object.keys(shape)) {
    const text = environment[name] ?? secretFromFile(name, environment);
    if (text !== undefined && text !== '') given[name] = text;
  }
  const parsed = z.object(shape).safeParse(given, { error: inWords });
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const shown = (secrets as readonly string[]).includes(name) ? '' : ` (it is '${given[name] ?? ''}')`;
      return `  ${name}: ${issue.message}${shown}`;
    });
    throw new SettingsError(`settings that cannot be used:\n${lines.join('\n')}\n\`hdqm settings --help\` lists all.`);
  }
  const { EOS_ROOT, HDQM_CONFIGS, HDQM_DATA, ...rest } = parsed.data;
  if ((rest.CLIENT_ID === undefined) !== (rest.CLIENT_SECRET === undefined))
    throw new SettingsError('CLIENT_ID and CLIENT_SECRET belong together: one of them is not set.');
  checkLogin(rest);
  const isWeb = /^https?:/.test(EOS_ROOT ?? '');
  if (isWeb && EOS_ROOT !== undefined) checkEos(EOS_ROOT, rest.EOS_TOKEN);
  const sample = EOS_ROOT === undefined;
  const data = path.resolve(HDQM_DATA);
  return {
    ...rest,
    sample,
    EOS_ROOT: sample ? path.join(projectRoot, 'test/sample/eos') : isWeb ? EOS_ROOT : path.resolve(EOS_ROOT),
    EOS_TOKEN_FILE: environment['EOS_TOKEN'] === undefined ? environment['EOS_TOKEN_FILE'] || undefined : undefined,
    HDQM_CONFIGS: (HDQM_CONFIGS ?? [path.join(projectRoot, 'configs')]).map((folder) => path.resolve(folder)),
    HDQM_METRICS: rest.HDQM_METRICS.map((folder) => path.resolve(folder)),
    // The sample has a database of its own, so that it never mixes with real data.
    HDQM_DATA: sample && rest.DATABASE_URL === undefined ? path.join(data, 'sample') : data,
  };
}

/** What is wrong with a number or a length; undefined: as zod says it. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  const unit = 'origin' in issue && issue.origin === 'string' ? ' characters' : '';
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unit}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.expected === 'int') return 'must be a whole number';
  return issue.expected === 'number' ? 'must be a number' : undefined;
}

function checkEos(root: string, token: string | undefined): void {
  if (!URL.canParse(root)) throw new SettingsError(`EOS_ROOT is no address: ${root}`);
  const { username, password, search, hash } = new URL(root);
  if (username !== '' || password !== '' || search !== '' || hash !== '')
    throw new SettingsError('EOS_ROOT must be the address of a folder alone: a token goes into EOS_TOKEN.');
  if (token !== undefined && !isProtected(root))
    throw new SettingsError('EOS_TOKEN needs an EOS_ROOT that is https: anybody on the way could read it.');
}

function checkLogin(
  settings: Pick<Parsed, 'HOST' | 'PUBLIC_URL' | 'LOGIN_TO_READ' | `OIDC_${'ISSUER' | 'CLIENT_ID' | 'CLIENT_SECRET'}`>,
): void {
  const { HOST, PUBLIC_URL, LOGIN_TO_READ, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = settings;
  if ((OIDC_ISSUER === undefined) !== (OIDC_CLIENT_ID === undefined))
    throw new SettingsError('OIDC_ISSUER and OIDC_CLIENT_ID belong together: one of them is not set.');
  if (OIDC_CLIENT_SECRET !== undefined && OIDC_ISSUER === undefined)
    throw new SettingsError('OIDC_CLIENT_SECRET is set, but not OIDC_ISSUER and OIDC_CLIENT_ID.');
  if (LOGIN_TO_READ && OIDC_ISSUER === undefined)
    throw new SettingsError('LOGIN_TO_READ needs OIDC_ISSUER and OIDC_CLIENT_ID: nobody could log in.');
  if (OIDC_ISSUER !== undefined && PUBLIC_URL === undefined && ['0.0.0.0', '::'].includes(HOST))
    throw new SettingsError(
      `OIDC_ISSUER needs PUBLIC_URL where HOST is ${HOST}: a login has to lead back to an address that browsers can reach.`,
    );
}

function secretFromFile(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file || !(secrets as readonly string[]).includes(name)) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SettingsError(`${name}_FILE names ${file}, which cannot be read: ${(error as Error).message}`);
  }
}

/** Every setting's name and meaning: for help. */
export const settingDescriptions: readonly { name: string; meaning: string }[] = Object.entries(shape).map(
  ([name, type]) => ({
    name,
    meaning: type.description ?? '',
  }),
);

/** Each setting with its value (secrets hidden), whether it was given, and its meaning: for `hdqm settings`. */
export function describeSettings(
  settings: Settings,
  environment: NodeJS.ProcessEnv = process.env,
): { name: string; value: string; given: boolean; meaning: string }[] {
  return Object.entries(shape).map(([name, type]) => {
    const value = settings[name as keyof Shape];
    const given = Boolean(environment[name] ?? environment[`${name}_FILE`]);
    const text = value === undefined ? '' : Array.isArray(value) ? value.join(':') : String(value);
    const hidden = text !== '' && (secrets as readonly string[]).includes(name);
    return { name, value: hidden ? '(hidden)' : text, given, meaning: type.description ?? '' };
  });
}

/** Whether OMS and Run Registry are to be asked: with a client, at an address of one's own, or as stand-ins with the sample. */
export function servicesConfigured({ sample, CLIENT_ID, OMS_URL, RR_URL }: Settings): boolean {
  return sample || CLIENT_ID !== undefined || OMS_URL !== usualUrls.oms || RR_URL !== usualUrls.rr;
}
