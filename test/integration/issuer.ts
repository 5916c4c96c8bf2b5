/** A real OpenID Connect server, and a minimal browser to log in with, whose cookies and redirects tests can modify. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';

/** The registration of HDQM at the issuer. */
export const client = { clientId: 'hdqm', clientSecret: 'geheim-of-the-client' } as const;

/** The registration of a script that gets access tokens of users. */
const script = {
  clientId: 'script',
  clientSecret: 'geheim-of-the-script',
  redirectUri: 'https://script.example/cb',
} as const;
/** What access tokens are requested for: their audience is the client ID of HDQM. */
const resource = 'https://hdqm.example/api';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function newKey(kid: string): SigningKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

const firstKey = newKey('key-1');

/** An issuer that logs in an account without interaction. */
export interface TestIssuer {
  readonly url: string;
  /** Claims of the account that logs in next; undefined denies the login. */
  account: Readonly<Record<string, unknown>> | undefined;
  /** Parameters of the received authorization requests. */
  readonly authorizations: URLSearchParams[];
  /** Paths of the received requests. */
  readonly requests: string[];
  /** The key that tokens are signed with. */
  key: SigningKey;
  /** Replaces the key, from the next `register` on in what is published. */
  rotate(kid: string): void;
  /** Signs any claims, as only the issuer can. */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** The tokens that a script gets for the account, in a real authorization code flow. */
  tokens(): Promise<{ readonly access_token: string; readonly id_token: string }>;
  /** How requests are answered: by the issuer, with status 500, or not at all. */
  mode: 'up' | 'failing' | 'hanging';
  close(): Promise<void>;
}

/** Starts an issuer; `register` registers HDQM. `slim`: roles come from userinfo only. */
export async function startIssuer({ slim = false, port = 0 } = {}): Promise<
  TestIssuer & { register(redirectUris: readonly string[], secret?: string): void }
> {
  let provider: Provider | undefined;
  const authorizations: URLSearchParams[] = [];
  const http = createServer((request, response) => {
    issuer.requests.push(request.url ?? '');
    if (issuer.mode === 'hanging') return;
    if (!provider || issuer.mode === 'failing') {
      response.writeHead(503).end();
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer.url);
    if (pathname === '/auth') authorizations.push(searchParams);
    if (!pathname.startsWith('/interaction/')) {
      void provider.callback()(request, response);
      return;
    }
    const result = issuer.account
      ? { login: { accountId: String(issuer.account['sub']) } }
      : { error: 'access_denied', error_description: 'not <b>you</b>' };
    void provider.interactionFinished(request, response, result);
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const issuer: TestIssuer & { register(redirectUris: readonly string[], secret?: string): void } = {
    url,
    account: undefined,
    authorizations,
    requests: [],
    key: firstKey,
    mode: 'up',
    rotate: (kid) => {
      issuer.key = newKey(kid);
    },
    sign: (claims, header) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: issuer.key.kid, typ: 'at+jwt', ...header })
        .sign(issuer.key.privateKey),
    tokens: () => tokensOf(url),
    register: (redirectUris, secret = client.clientSecret) => {
      provider = new Provider(url, configuration(redirectUris, secret, slim, issuer));
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return issuer;
}

function configuration(
  redirectUris: readonly string[],
  secret: string,
  slim: boolean,
  issuer: TestIssuer,
): Configuration {
  const key = issuer.key.privateKey.export({ format: 'jwk' });
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: secret,
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        client_id: script.clientId,
        client_secret: script.clientSecret,
        redirect_uris: [script.redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...key, kid: issuer.key.kid, kty: 'RSA', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'cern_roles', 'resource_access'], email: ['email'] },
    conformIdTokenClaims: slim,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'read',
          audience: client.clientId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: () => true,
      },
    },
    extraTokenClaims: () =>
      Promise.resolve({ name: issuer.account?.['name'], cern_roles: issuer.account?.['cern_roles'] }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => Promise.resolve({ ...issuer.account, sub: id }),
    }),
    loadExistingGrant: async ({ oidc: { provider, client, session } }) => {
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid profile email');
      grant.addResourceScope(resource, 'read');
      await grant.save();
      return grant;
    },
  };
}

/** Logs the account in for a script, and returns the tokens that the script gets. */
async function tokensOf(issuer: string): Promise<{ access_token: string; id_token: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: script.clientId,
    response_type: 'code',
    redirect_uri: script.redirectUri,
    scope: 'openid read',
    resource,
    nonce: 'once',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { url } = await new Browser().follow(`${issuer}/auth?${parameters}`, (next) =>
    next.startsWith(script.redirectUri),
  );
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(url).searchParams.get('code') ?? '',
      redirect_uri: script.redirectUri,
      client_id: script.clientId,
      client_secret: script.clientSecret,
      code_verifier: verifier,
      resource,
    }),
  });
  if (!response.ok) throw new Error(`no token: ${await response.text()}`);
  return (await response.json()) as { access_token: string; id_token: string };
}

/** A response. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly url: string;
}

/** A request, whose headers are sent unchanged. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request unchanged, including Host and Origin. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, url }));
    });
    sending.once('error', reject).end(body);
  });
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** A browser: stores cookies by host and path, and follows redirects. */
export class Browser {
  cookies: Cookie[] = [];
  /** The URL behind each origin that has a proxy. */
  private readonly proxies: Readonly<Record<string, string>>;

  constructor(proxies: Readonly<Record<string, string>> = {}) {
    this.proxies = proxies;
  }

  /** Sends one request, without following redirects. */
  async visit(url: string, { headers = {}, ...sent }: Sent = {}): Promise<Reply> {
    const { origin, pathname, hostname } = new URL(url);
    const cookie = this.cookies
      .filter(({ host, path }) => host === hostname && pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const proxy = this.proxies[origin];
    const reply = await send(proxy === undefined ? url : url.replace(origin, proxy), {
      ...sent,
      headers: {
        accept: 'text/html,*/*;q=0.8',
        ...(cookie === '' ? {} : { cookie }),
        ...(proxy === undefined ? {} : { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }),
        ...headers,
      },
    });
    for (const text of reply.headers['set-cookie'] ?? []) this.take(text, hostname);
    return { ...reply, url };
  }

  /** Follows redirects to a page, or up to the URL that `until` accepts, which is returned without a request. */
  async follow(url: string, until?: (url: string) => boolean): Promise<Reply> {
    let reply = await this.visit(url);
    for (let step = 0; step < 15 && reply.headers.location !== undefined; step += 1) {
      const next = new URL(reply.headers.location, reply.url).href;
      if (until?.(next)) return { ...reply, url: next };
      reply = await this.visit(next);
    }
    return reply;
  }

  /** The cookies of HDQM. */
  own(): readonly Cookie[] {
    return this.cookies.filter(({ name }) => name.includes('hdqm-'));
  }

  private take(text: string, host: string): void {
    const [pair = '', ...attributes] = text.split('; ');
    const [name = '', ...value] = pair.split('=');
    const valueOf = (attribute: string): string | undefined =>
      attributes.find((one) => one.toLowerCase().startsWith(`${attribute}=`))?.slice(attribute.length + 1);
    const path = valueOf('path') ?? '/';
    this.cookies = this.cookies.filter((one) => one.name !== name || one.host !== host || one.path !== path);
    const expires = valueOf('expires');
    if (expires !== undefined && Date.parse(expires) <= Date.now()) return;
    this.cookies.push({ host, path, name, value: value.join('=') });
  }
}
