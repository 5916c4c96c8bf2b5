/** OpenID Connect: the authorization code flow with PKCE, state and nonce. */
import * as oidc from 'openid-client';
import { fetch } from 'undici';
import { issuerTimeoutMs } from '../../retry/policy.ts';
import { printable } from '../../names/printable.ts';
import { openHttpAgent } from '../../storage/http-agent.ts';

/** The issuer, and the registration of HDQM there. */
export interface IssuerOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret: string | undefined;
  /** Claim that lists the roles; dots separate the names of nested claims. */
  readonly roleClaim: string;
  /** PEM file of certificates to trust in addition to the default ones. */
  readonly caFile: string | undefined;
}

/** Values that the response of the issuer is checked against. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A user, as the issuer describes them. */
export interface User {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Longer messages are truncated: they contain what a browser sent. */
const maxMessage = 500;

/** A login failed; the message is shown to the user, with control characters escaped. */
export class LoginError extends Error {
  override name = 'LoginError';
  /** 503: the issuer is unavailable or its response is invalid; 403: it denies access; 400: the browser's request is invalid. */
  readonly status: 400 | 403 | 503;

  constructor(message: string, status: 400 | 403 | 503, options?: ErrorOptions) {
    super(printable(message.slice(0, maxMessage)), options);
    this.status = status;
  }
}

/** An OpenID Connect issuer. Its configuration is discovered at the first login, and cached once it is available. */
export class Issuer {
  private readonly options: IssuerOptions;
  private readonly agent: ReturnType<typeof openHttpAgent>;
  private discovered: Promise<oidc.Configuration> | undefined;

  /** Requests of the issuer, with its certificates and timeouts. undici's fetch and Node's differ in their type declarations only. */
  readonly fetch = ((target: string, options: object) =>
    fetch(target, { ...options, dispatcher: this.agent })) as unknown as typeof globalThis.fetch;

  /** Throws a CertificateFileError. */
  constructor(options: IssuerOptions) {
    this.options = options;
    this.agent = openHttpAgent({ caFile: options.caFile, timeoutMs: issuerTimeoutMs });
  }

  /** Starts a login: the URL to redirect the browser to, and the checks to store until it returns. Throws a LoginError. */
  async startLogin(redirectUri: string): Promise<{ url: URL; checks: Checks }> {
    const configuration = await this.configuration();
    const checks = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    });
    return { url, checks };
  }

  /** The user who returned to `url`, our redirect URI with the parameters of the issuer. Throws a LoginError. */
  async completeLogin(url: URL, { state, nonce, verifier }: Checks): Promise<User> {
    const configuration = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new LoginError(`${this.host} returned no ID token`, 503);
      if (claimAt(claims, this.options.roleClaim) !== undefined) return this.userOf(claims);
      const { userinfo_endpoint: userinfo } = configuration.serverMetadata();
      const more =
        userinfo === undefined ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return this.userOf({ ...claims, ...more });
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** What the issuer publishes about itself. Throws a LoginError. */
  async metadata(): Promise<Pick<oidc.ServerMetadata, 'issuer' | 'jwks_uri'>> {
    return (await this.configuration()).serverMetadata();
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private get host(): string {
    return new URL(this.options.issuer).host;
  }

  private configuration(): Promise<oidc.Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = undefined; // the next login retries
      throw this.explain(error);
    });
    return this.discovered;
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.options;
    const url = new URL(issuer);
    return oidc.discovery(
      url,
      clientId,
      undefined,
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
      {
        timeout: issuerTimeoutMs / 1000,
        [oidc.customFetch]: this.fetch as oidc.CustomFetch,
        // Unencrypted to this machine only: the settings reject any other http issuer.
        execute: [oidc.enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
      },
    );
  }

  /** The user that the claims of a token describe. */
  userOf(claims: Readonly<Record<string, unknown>>): User {
    const subject = String(claims['sub']);
    const names = [claims['name'], claims['preferred_username'], claims['email'], subject];
    const name = names.find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? subject;
    return { subject, name: name.slice(0, 100), roles: rolesOf(claimAt(claims, this.options.roleClaim)) };
  }

  /** The error as a LoginError, without anything that was sent: it may contain a code or secret. */
  private explain(error: unknown): LoginError {
    if (error instanceof LoginError) return error;
    if (error instanceof oidc.AuthorizationResponseError)
      return new LoginError(`${this.host} denied the login: ${describe(error)}`, 403);
    if (error instanceof oidc.ResponseBodyError)
      return error.error === 'invalid_grant'
        ? new LoginError(`${this.host} no longer accepts this login: ${describe(error)}`, 400)
        : new LoginError(
            `${this.host} rejected the credentials of HDQM: ${describe(error)}. Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`,
            503,
          );
    if (error instanceof oidc.WWWAuthenticateChallengeError)
      return new LoginError(
        `${this.host} rejected the credentials of HDQM (status ${error.status}). Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`,
        503,
      );
    const code = (error as { code?: unknown }).code;
    if (code === 'OAUTH_INVALID_RESPONSE' || code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED')
      return new LoginError(`the response of ${this.host} does not match this login: ${causesOf(error)}`, 400);
    return new LoginError(`the login service ${this.host} is unavailable: ${causesOf(error)}`, 503);
  }
}

function describe({ error, error_description: description }: { error: string; error_description?: string }): string {
  return description === undefined || description === '' ? error : `${error} (${description})`;
}

/** The messages of an error and of its causes. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const code = (error as NodeJS.ErrnoException).code;
  const own = error.message || (code ?? error.name);
  return error.cause instanceof Error ? `${own}: ${causesOf(error.cause)}` : own;
}

/** A claim by its name, or by the dotted path to it. */
export function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (within, key) =>
        typeof within === 'object' && within !== null && Object.hasOwn(within, key)
          ? (within as Record<string, unknown>)[key]
          : undefined,
      claims,
    );
}

/** The roles of a claim: a list, or a text separated by white space. */
export function rolesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(/\s+/).filter((role) => role !== '');
  return Array.isArray(claim) ? claim.filter((role): role is string => typeof role === 'string') : [];
}
