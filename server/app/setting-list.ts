/**
 * Every setting with its type, default and description. The name is an environment variable. Validation, NAME_FILE of secrets, `hdqm
 * settings` and the help are derived from this list: a new setting is declared here only.
 */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import cronParser from 'cron-parser';
import { z } from 'zod';
import { cacheMegabytes } from '../retry/policy.ts';

const list = z.string().transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''));
const folders = z.string().transform((text) => text.split(':').filter((folder) => folder !== ''));
const port = z.coerce.number().int().min(0).max(65535);
const url = z.url({ protocol: /^https?$/ });
const text = z.string().min(1);

/** A setting whose value is never shown, and which may also be given as a file in NAME_FILE. */
function secret<T extends z.ZodType>(type: T, description: string): T {
  return type.meta({ description, secret: true });
}

export const defaultUrls = {
  oms: 'https://cmsoms.cern.ch/agg/api/v1',
  rr: 'https://cmsrunregistry.web.cern.ch',
} as const;

export const settingList = {
  DATABASE_URL: secret(
    z
      .string()
      .superRefine((text, context) => {
        const problem = databaseUrlProblem(text);
        if (problem !== undefined) context.addIssue(problem);
      })
      .optional(),
    'URL of a PostgreSQL server, 14 or newer; default: the embedded database in HDQM_DATA',
  ),
  EOS_ROOT: text
    .optional()
    .describe(
      'folder of the DQM files, or its http(s) URL (WebDAV), or its root:// URL where EOS is mounted; default: the sample data',
    ),
  EOS_TOKEN: secret(
    text.optional(),
    'bearer token for an EOS_ROOT that is a URL; EOS_TOKEN_FILE is read for each request',
  ),
  EOS_PATTERN: list
    .refine((patterns) => patterns.length > 0, 'must have a pattern, such as DQM_V*DQMIO.root')
    .default(['DQM_V*DQMIO.root', 'DQM_V*ALCAPROMPT.root'])
    .describe('name patterns of the DQM files, separated by commas or spaces; * matches any text'),
  HDQM_DATA: text.default('./data').describe('folder of the embedded database'),
  HDQM_CONFIGS: folders.optional().describe('config folders, separated by `:`; default: configs/ of HDQM'),
  HDQM_METRICS: folders.default([]).describe('folders of additional metrics, separated by `:`'),
  NOTIFY_FILE: text
    .optional()
    .describe('file with the receivers of notifications; default: notify.ini in the first folder of HDQM_CONFIGS'),
  BACKFILL_RUNS: z.coerce
    .number()
    .int()
    .min(0)
    .default(100)
    .describe('number of latest runs of each dataset that are backfilled for a new config'),
  RETRY_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .default(10)
    .describe('max. retries of a failed file; the back-off doubles from one hour to a week'),
  WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(Math.max(1, availableParallelism()))
    .describe('threads that read and reduce files; default: one per CPU'),
  FILE_SECONDS: z.coerce
    .number()
    .min(1)
    .default(900)
    .describe('timeout for reading and reducing one file; the file fails and is retried later'),
  METRIC_SECONDS: z.coerce
    .number()
    .min(0.5)
    .default(30)
    .describe('timeout for one metric on one file; its point becomes a failure'),
  CACHE_MB: z.coerce
    .number()
    .int()
    .min(64)
    .max(1_000_000)
    .default(cacheMegabytes)
    .describe('MiB of memory of a server for all of its caches together'),
  PREVIEW_CACHE_MB: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(256)
    .describe('MiB of the database for MEs and values that viewers had read over runs; 0: none are stored'),
  CLIENT_ID: text
    .optional()
    .describe('client ID for OMS and Run Registry; without it they are not queried (the sample has stand-ins)'),
  CLIENT_SECRET: secret(text.optional(), 'client secret of CLIENT_ID'),
  TOKEN_URL: url
    .default('https://auth.cern.ch/auth/realms/cern/api-access/token')
    .describe('token endpoint for OMS and Run Registry'),
  OMS_URL: url.default(defaultUrls.oms).describe('URL of the OMS API'),
  OMS_AUDIENCE: text.default('cmsoms-prod').describe('audience of OMS tokens'),
  RR_URL: url.default(defaultUrls.rr).describe('URL of Run Registry'),
  RR_AUDIENCE: text.default('webframeworks-paas-cmsrunregistry').describe('audience of Run Registry tokens'),
  RR_DATASETS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .default([])
    .describe(
      'datasets whose certification flags are fetched from Run Registry, besides those of the run; * matches any text: /PromptReco/*/DQM',
    ),
  SERVICE_RETRY_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('first delay before OMS or Run Registry is queried again after a failure; doubles up to a day'),
  CA_FILE: text.optional().describe('PEM file of certificates to trust besides the default ones'),
  SCAN_SCHEDULE: z
    .string()
    .default('0 3 * * *')
    .refine(isSchedule, 'must be a cron expression of five fields, such as 0 3 * * *, or off')
    .describe('cron expression of the scans of `hdqm serve`; off: no scheduled scans'),
  TIME_ZONE: z
    .string()
    .default('Europe/Zurich')
    .refine(isTimeZone, 'must be a time zone, such as Europe/Zurich')
    .describe('time zone of SCAN_SCHEDULE'),
  LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(600)
    .default(120)
    .describe('lease of a file that a worker reads: without a heartbeat for this long, the file is requeued'),
  LOG_DAYS: z.coerce.number().int().min(1).default(60).describe('retention of log lines in the database, in days'),
  HOST: text.default('127.0.0.1').describe('address on which the server listens'),
  PORT: port.default(4000).describe('port on which the server listens'),
  PUBLIC_URL: url.optional().describe('public URL of the server behind a reverse proxy'),
  TRUSTED_PROXIES: list
    .refine((proxies) => proxies.every(isNetwork), 'must be addresses or networks, such as 10.0.0.5, 10.1.0.0/16')
    .optional()
    .describe('addresses or networks of proxies whose X-Forwarded-For is used; default with PUBLIC_URL: this machine'),
  FRAME_ANCESTORS: list
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins of sites, such as https://twiki.cern.ch, https://*.cern.ch',
    )
    .default([])
    .describe('origins of sites that may embed pages in a frame, e.g. https://*.cern.ch; default: none'),
  CONFIG_EDIT_URL: z
    .string()
    .superRefine((template, context) => {
      const problem = editUrlProblem(template);
      if (problem !== undefined) context.addIssue(problem);
    })
    .optional()
    .describe(
      "URL of the page of the configs' repository that makes a new file, with {subsystem}, {name} and {text}; default: no link to it",
    ),
  QUERY_SECONDS: z.coerce.number().min(0.1).max(600).default(20).describe('timeout of a database query of the API'),
  WATCH_PORT: port
    .optional()
    .describe('port for /health, /ready and /metrics of `hdqm worker` (the server has them at PORT)'),
  OIDC_ISSUER: url
    .refine(isHttpsOrLocal, 'must be https (http is for this machine only)')
    .optional()
    .describe('OpenID Connect issuer for logins, e.g. https://auth.cern.ch/auth/realms/cern'),
  OIDC_CLIENT_ID: text.optional().describe('client ID of HDQM at the issuer'),
  OIDC_CLIENT_SECRET: secret(text.optional(), 'client secret of OIDC_CLIENT_ID; a public client has none'),
  OIDC_API_AUDIENCE: list
    .refine((audiences) => audiences.length > 0, 'must have an audience')
    .optional()
    .describe('audiences (aud) of access tokens of the issuer that scripts and proxies send; default: OIDC_CLIENT_ID'),
  OIDC_ROLE_CLAIM: text
    .default('cern_roles')
    .describe("claim with the user's roles; dots descend into objects, as in resource_access.hdqm.roles"),
  OIDC_ROLE: text.default('hdqm-operator').describe('role of operators'),
  NOTES_ROLE: text.optional().describe('role that writing notes requires; default: every login may write them'),
  LOGIN_TO_READ: z
    .stringbool('must be true or false')
    .default(false)
    .describe('true: reading requires a login or a token too; false: only operations do'),
  SESSION_SECRET: secret(
    z.string().min(32, 'must have 32 characters or more').optional(),
    'key of the session cookies, 32 characters or more; default: random, so that sessions end with the process',
  ),
  ADMIN_TOKEN: secret(
    z
      .string()
      .min(16, 'must have 16 characters or more')
      .regex(/^\S+$/, 'must have no blanks: they are not allowed in a header')
      .optional(),
    'bearer token with which scripts may operate (Authorization: Bearer ...), 16 characters or more',
  ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('min. level of logged events'),
} as const;

export type SettingName = keyof typeof settingList;

/** Whether the value of a setting must not be shown. */
export function isSecret(name: SettingName): boolean {
  return settingList[name].meta()?.['secret'] === true;
}

/** What is wrong with the URL of a database, without any part of it; undefined where it is valid. */
function databaseUrlProblem(text: string): string | undefined {
  const shape = 'must look like postgresql://user:password@host:5432/database';
  const [, authority = '', path = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
  if (!/^postgres(ql)?:\/\//.test(text)) return shape;
  const [database = '', ...query] = path.replace(/^\//, '').split('?');
  const isCut =
    /[@/#]/.test(database) ||
    query.some((part) => /[#]/.test(part) || (part.includes('@') && !authority.includes('@')));
  if (isCut)
    return 'has a character in user or password that must be escaped: write / as %2F, # as %23, ? as %3F, @ as %40 and % as %25';
  // A socket's folder is given as `?host=`, after an empty host.
  if (!URL.canParse(text) && !URL.canParse(text.replace('@/', '@localhost/'))) return shape;
  try {
    decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')); // as pg does
    return undefined;
  } catch {
    return 'has a % that begins no valid code: write % as %25';
  }
}

/** Whether a text is `off` or a valid cron expression of five fields. */
function isSchedule(text: string): boolean {
  if (text === 'off') return true;
  try {
    cronParser.parseExpression(text);
    return text.trim().split(/\s+/).length === 5;
  } catch {
    return false;
  }
}

/** Whether a text is an IP address, a network in CIDR notation, or a name of private networks. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isTimeZone(text: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}

/** Whether a text is the https origin of a site, or `https://*.` and a domain, as the policy `frame-ancestors` has it. */
function isOrigin(text: string): boolean {
  return /^https:\/\/(\*\.)?[-a-z0-9]+(\.[-a-z0-9]+)+(:\d{1,5})?$/i.test(text);
}

/** What is wrong with the template of a URL that makes a new file; undefined where it is valid. */
function editUrlProblem(template: string): string | undefined {
  const names = [...template.matchAll(/\{(\w*)\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !['subsystem', 'name', 'text'].includes(name));
  if (unknown !== undefined) return `has {${unknown}}: only {subsystem}, {name} and {text} are replaced`;
  if (!names.includes('name') && !names.includes('text'))
    return 'must have {name} or {text}, such as https://github.com/o/r/new/main?filename=configs/{subsystem}/{name}.ini&value={text}';
  const filled = template.replaceAll(/\{\w*\}/g, 'x');
  // The host must not depend on what a user types.
  const host = /^https?:\/\/([^/?#]+)/.exec(template)?.[1];
  return host === undefined || host.includes('{') || !URL.canParse(filled) ? 'must be an http(s) URL' : undefined;
}

/** Whether a URL is https or points to this machine; true for an invalid one, which is reported otherwise. */
export function isHttpsOrLocal(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
