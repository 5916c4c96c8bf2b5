/** OpenID Connect: the authorization code flow with PKCE, state and nonce. */
import * as oidc from 'openid-client';
import { fetch } from 'undici';
import { openHttpAgent } from '../../storage/http-agent.ts';

/** Where people log in, and what HDQM is there. */
export interface IssuerOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** A public client has none. */
  readonly clientSecret: string | undefined;
  /** Claim that lists the roles; dots lead inwards. */
  readonly roleClaim: string;
  /** PEM file of certificates to trust beside the usual ones. */
  readonly caFile: string | undefined;
}

/** What a login is held against when the browser comes back. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who logged in. */
export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** A login that did not come about; its message is for who logs in. */
export class LoginError extends Error {
  override name = 'LoginError';
  /** 503: the issuer does not answer as it should; 403: it refuses; 400: the browser brings nothing that fits. */
  readonly status: 400 | 403 | 503;

  constructor(message: string, status: 400 | 403 | 503, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const patienceSeconds = 10;

/** The login service. It is asked what it is when somebody logs in first, and again while it does not answer. */
export class Issuer {
  private readonly options: IssuerOptions;
  private readonly connections: ReturnType<typeof openHttpAgent>;
  private found: Promise<oidc.Configuration> | undefined;

  /** Throws a CertificateFileError. */
  constructor(options: IssuerOptions) {
    this.options = options;
    this.connections = openHttpAgent(options.caFile, { milliseconds: patienceSeconds * 1000 });
  }

  /** Begins a login: where the browser is to go, and what to keep until it comes back. Throws a LoginError. */
  async begin(redirectUri: string): Promise<{ url: URL; checks: Checks }> {
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

  /** Who it is that came back to `url`, our redirect URI with what the issuer says. Throws a LoginError. */
  async finish(url: URL, { state, nonce, verifier }: Checks): Promise<Person> {
    const configuration = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new LoginError(`${this.host} gave no ID token`, 503);
      if (claimAt(claims, this.options.roleClaim) !== undefined) return this.personOf(claims);
      const { userinfo_endpoint: more } = configuration.serverMetadata();
      const told = more === undefined ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return this.personOf({ ...claims, ...told });
    } catch (error) {
      throw this.explain(error);
    }
  }

  async close(): Promise<void> {
    await this.connections.close();
  }

  private get host(): string {
    return new URL(this.options.issuer).host;
  }

  private configuration(): Promise<oidc.Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined; // the next login asks again
      throw this.explain(error);
    });
    return this.found;
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.options;
    const url = new URL(issuer);
    // The types of undici's fetch and of Node's own differ in their declarations only.
    const connected = ((target: string, options: object) =>
      fetch(target, { ...options, dispatcher: this.connections })) as unknown as oidc.CustomFetch;
    return oidc.discovery(
      url,
      clientId,
      undefined,
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
      {
        timeout: patienceSeconds,
        [oidc.customFetch]: connected,
        // In clear only to this machine itself: the settings refuse any other.
        execute: [oidc.enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
      },
    );
  }

  private personOf(claims: Readonly<Record<string, unknown>>): Person {
    const subject = String(claims['sub']);
    const names = [claims['name'], claims['preferred_username'], claims['email'], subject];
    const name = names.find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? subject;
    return { subject, name: name.slice(0, 100), roles: rolesOf(claimAt(claims, this.options.roleClaim)) };
  }

  /** What went wrong, without anything that was sent: a code or a secret may be in it. */
  private explain(error: unknown): LoginError {
    if (error instanceof LoginError) return error;
    if (error instanceof oidc.AuthorizationResponseError)
      return new LoginError(`${this.host} refused the login: ${said(error)}`, 403);
    if (error instanceof oidc.ResponseBodyError)
      return error.error === 'invalid_grant'
        ? new LoginError(`${this.host} does not take this login any more: ${said(error)}`, 400)
        : new LoginError(
            `${this.host} refused HDQM: ${said(error)}. Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`,
            503,
          );
    if (error instanceof oidc.WWWAuthenticateChallengeError)
      return new LoginError(
        `${this.host} refused HDQM (status ${error.status}). Check OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`,
        503,
      );
    const code = (error as { code?: unknown }).code;
    if (code === 'OAUTH_INVALID_RESPONSE' || code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED')
      return new LoginError(`what ${this.host} answered is not for this login: ${causesOf(error)}`, 400);
    return new LoginError(`${this.host}, where people log in, gave no usable answer: ${causesOf(error)}`, 503);
  }
}

function said({ error, error_description: description }: { error: string; error_description?: string }): string {
  return description === undefined || description === '' ? error : `${error} (${description})`;
}

function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  const code = (error as NodeJS.ErrnoException).code;
  const own = error.message || (code ?? error.name);
  return error.cause instanceof Error ? `${own}: ${causesOf(error.cause)}` : own;
}

/** A claim by its name, or by the names that lead to it. */
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

/** A claim's roles: a list, or a text with blanks between them. */
export function rolesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(/\s+/).filter((role) => role !== '');
  return Array.isArray(claim) ? claim.filter((role): role is string => typeof role === 'string') : [];
}
