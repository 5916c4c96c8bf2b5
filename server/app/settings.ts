import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from './project.ts';
import { defaultUrls, isHttpsOrLocal, isSecret, settingList, type SettingName } from './setting-list.ts';

type Parsed = z.output<z.ZodObject<typeof settingList>>;

/** The validated settings. Paths are absolute. */
export type Settings = Readonly<
  Omit<Parsed, 'EOS_ROOT' | 'HDQM_CONFIGS'> & {
    EOS_ROOT: string;
    HDQM_CONFIGS: readonly string[];
    /** The file of EOS_TOKEN, if any: it is rewritten when the token is renewed. */
    EOS_TOKEN_FILE: string | undefined;
    /** Whether the sample data are used, since EOS_ROOT is not set. */
    sample: boolean;
  }
>;

/** A setting is missing or invalid; the message names each one and contains no secret. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

const settingNames = Object.keys(settingList) as SettingName[];

/**
 * Reads and validates the settings. NAME comes from the variable NAME or, for a secret, from the file in NAME_FILE; an empty value counts as
 * not set. Throws a SettingsError.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given: Record<string, string> = {};
  for (const name of settingNames) {
    const text = environment[name] ?? readSecretFile(name, environment);
    if (text !== undefined && text !== '') given[name] = text;
  }
  const parsed = z.object(settingList).safeParse(given, { error: describeIssue });
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]) as SettingName;
      return `  ${name}: ${issue.message}${isSecret(name) ? '' : ` (it is '${given[name] ?? ''}')`}`;
    });
    throw new SettingsError(`invalid settings:\n${lines.join('\n')}\n\`hdqm settings --help\` describes all settings.`);
  }
  const { EOS_ROOT, HDQM_CONFIGS, HDQM_DATA, ...rest } = parsed.data;
  if ((rest.CLIENT_ID === undefined) !== (rest.CLIENT_SECRET === undefined))
    throw new SettingsError('CLIENT_ID and CLIENT_SECRET must be set together: one is missing.');
  checkLogin(rest);
  const root = EOS_ROOT === undefined ? undefined : withoutXrootd(EOS_ROOT);
  const isUrl = root !== undefined && /^https?:/.test(root);
  if (isUrl) checkStorageUrl(root, rest.EOS_TOKEN);
  const sample = root === undefined;
  const data = path.resolve(HDQM_DATA);
  return {
    ...rest,
    sample,
    EOS_ROOT: sample ? path.join(projectRoot, 'test/sample/eos') : isUrl ? root : path.resolve(root),
    EOS_TOKEN_FILE: environment['EOS_TOKEN'] === undefined ? environment['EOS_TOKEN_FILE'] || undefined : undefined,
    HDQM_CONFIGS: (HDQM_CONFIGS ?? [path.join(projectRoot, 'configs')]).map((folder) => path.resolve(folder)),
    HDQM_METRICS: rest.HDQM_METRICS.map((folder) => path.resolve(folder)),
    NOTIFY_FILE: rest.NOTIFY_FILE === undefined ? undefined : path.resolve(rest.NOTIFY_FILE),
    // The sample has its own database, so that it never mixes with real data.
    HDQM_DATA: sample && rest.DATABASE_URL === undefined ? path.join(data, 'sample') : data,
  };
}

/** Describes an invalid number or length; undefined: zod's own message. */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const unit = 'origin' in issue && issue.origin === 'string' ? ' characters' : '';
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unit}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.expected === 'int') return 'must be an integer';
  return issue.expected === 'number' ? 'must be a number' : undefined;
}

/** The path of the mounted folder that an XRootD URL names (`root://eoscms.cern.ch//eos/cms/…`); any other text as it is. */
function withoutXrootd(root: string): string {
  if (!/^x?roots?:/.test(root)) return root;
  const mounted = /^x?roots?:\/\/[^/]+\/(\/[^?#]+)$/.exec(root)?.[1];
  if (mounted === undefined)
    throw new SettingsError(`EOS_ROOT must be like root://eoscms.cern.ch//eos/cms/…, with the path after //: ${root}`);
  return mounted;
}

function checkStorageUrl(root: string, token: string | undefined): void {
  if (!URL.canParse(root)) throw new SettingsError(`EOS_ROOT is not a valid URL: ${root}`);
  const { username, password, search, hash } = new URL(root);
  if (username !== '' || password !== '' || search !== '' || hash !== '')
    throw new SettingsError('EOS_ROOT must be a URL without user, query and fragment: set EOS_TOKEN for a token.');
  if (token !== undefined && !isHttpsOrLocal(root))
    throw new SettingsError('EOS_TOKEN requires an https EOS_ROOT: over http the token could be read by others.');
}

function checkLogin(
  settings: Pick<Parsed, 'HOST' | 'PUBLIC_URL' | 'LOGIN_TO_READ' | `OIDC_${'ISSUER' | 'CLIENT_ID' | 'CLIENT_SECRET'}`>,
): void {
  const { HOST, PUBLIC_URL, LOGIN_TO_READ, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = settings;
  if ((OIDC_ISSUER === undefined) !== (OIDC_CLIENT_ID === undefined))
    throw new SettingsError('OIDC_ISSUER and OIDC_CLIENT_ID must be set together: one is missing.');
  if (OIDC_CLIENT_SECRET !== undefined && OIDC_ISSUER === undefined)
    throw new SettingsError('OIDC_CLIENT_SECRET requires OIDC_ISSUER and OIDC_CLIENT_ID.');
  if (LOGIN_TO_READ && OIDC_ISSUER === undefined)
    throw new SettingsError('LOGIN_TO_READ requires OIDC_ISSUER and OIDC_CLIENT_ID: otherwise logins are impossible.');
  if (OIDC_ISSUER !== undefined && PUBLIC_URL === undefined && ['0.0.0.0', '::'].includes(HOST))
    throw new SettingsError(
      `OIDC_ISSUER requires PUBLIC_URL where HOST is ${HOST}: a login returns to an address that browsers can reach.`,
    );
}

function readSecretFile(name: SettingName, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file || !isSecret(name)) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SettingsError(`${name}_FILE not readable: ${file} (${(error as Error).message})`);
  }
}

/** Name and description of each setting, for the help. */
export function listSettings(): { name: SettingName; description: string }[] {
  return settingNames.map((name) => ({ name, description: settingList[name].description ?? '' }));
}

/** Each setting with its value (secrets hidden), whether it is set, and its description, for `hdqm settings`. */
export function describeSettings(
  settings: Settings,
  environment: NodeJS.ProcessEnv = process.env,
): { name: string; value: string; given: boolean; description: string }[] {
  return listSettings().map(({ name, description }) => {
    const value = settings[name];
    const text =
      value === undefined
        ? ''
        : Array.isArray(value)
          ? value.join(name.startsWith('HDQM_') ? ':' : ', ')
          : String(value);
    return {
      name,
      value: text !== '' && isSecret(name) ? '(hidden)' : text,
      given: Boolean(environment[name] ?? environment[`${name}_FILE`]),
      description,
    };
  });
}

/** Whether OMS and Run Registry are queried: with a client ID, at non-default URLs, or as stand-ins of the sample. */
export function servicesConfigured({ sample, CLIENT_ID, OMS_URL, RR_URL }: Settings): boolean {
  return sample || CLIENT_ID !== undefined || OMS_URL !== defaultUrls.oms || RR_URL !== defaultUrls.rr;
}
