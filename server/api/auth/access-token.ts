/** Access tokens of the OpenID Connect issuer: JWTs that scripts and proxies send instead of a login. */
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { Logger } from 'pino';
import { accessTokenRetryMs, issuerTimeoutMs } from '../../retry/policy.ts';
import { printable } from '../../names/printable.ts';
import { causesOf, type Issuer, LoginError, type User } from './oidc.ts';

/** Algorithms of signatures: asymmetric ones only, since with others the issuer's public key would do for signing. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Tolerated difference between the clocks of the issuer and this machine, in seconds. */
const clockToleranceSeconds = 30;

/** Why an access token is rejected. The message contains nothing of the token but its own claims. */
export class TokenRejection extends Error {
  override name = 'TokenRejection';
  /** unavailable: the issuer's keys are; invalid: for good; early: the token may become valid. */
  readonly kind: 'unavailable' | 'invalid' | 'early';

  constructor(message: string, kind: TokenRejection['kind'], options?: ErrorOptions) {
    super(printable(message.slice(0, 300)), options);
    this.kind = kind;
  }
}

/** Whether a bearer token has the form of a JWT. */
export function looksLikeJwt(token: string): boolean {
  return /^eyJ[-\w]*\.[-\w]+\.[-\w]*$/.test(token);
}

/** What verifying a token takes. */
interface Keys {
  readonly issuer: string;
  readonly keyOf: ReturnType<typeof createRemoteJWKSet>;
}

/** Verifies access tokens against the keys of the issuer, which are fetched when needed and cached for ten minutes. */
export class AccessTokens {
  private readonly issuer: Issuer;
  private readonly audiences: readonly string[];
  private readonly log: Logger;
  private readonly now: () => number;
  private keys: Promise<Keys> | undefined;
  private outage: { readonly reason: string; readonly until: number } | undefined;

  constructor(
    issuer: Issuer,
    audiences: readonly string[],
    { log, now }: { readonly log: Logger; readonly now: () => number },
  ) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.log = log;
    this.now = now;
  }

  /** The user of an access token. Throws a TokenRejection. */
  async verify(token: string): Promise<User> {
    checkUse(token); // before anything is requested from the issuer
    const { issuer, keyOf } = await this.knownKeys();
    if (decodeJwt(token).iss !== issuer)
      throw new TokenRejection(`the token was issued by another issuer than ${issuer}`, 'invalid');
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms,
        issuer,
        audience: [...this.audiences],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(this.now()),
      });
      if (typeof payload.sub !== 'string' || payload.sub === '')
        throw new TokenRejection('the token names no user (sub)', 'invalid');
      return this.issuer.userOf(payload);
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** The issuer's keys, which are found once. Throws a TokenRejection. */
  private async knownKeys(): Promise<Keys> {
    this.keys ??= this.discover();
    try {
      return await this.keys;
    } catch (error) {
      this.keys = undefined;
      throw this.explain(error);
    }
  }

  private async discover(): Promise<Keys> {
    this.checkOutage();
    const { issuer, jwks_uri: url } = await this.issuer.metadata();
    if (url === undefined) throw new LoginError(`the configuration of ${issuer} has no jwks_uri`, 503);
    const keyOf = createRemoteJWKSet(new URL(url), {
      timeoutDuration: issuerTimeoutMs,
      cooldownDuration: accessTokenRetryMs,
      [customFetch]: async (...request) => {
        this.checkOutage();
        return this.issuer.fetch(...request);
      },
    });
    return { issuer, keyOf };
  }

  /**
   * Throws a TokenRejection for some seconds after a failure, so that no request waits for an issuer that does not answer. Tokens whose key is
   * cached need none.
   */
  private checkOutage(): void {
    if (this.outage && this.now() < this.outage.until) throw new TokenRejection(this.outage.reason, 'unavailable');
  }

  private explain(error: unknown): TokenRejection {
    if (error instanceof TokenRejection) return error;
    const rejection = rejectionOf(error, this.audiences);
    if (rejection) return rejection;
    const reason = `the token cannot be verified: ${
      error instanceof LoginError ? error.message : `the keys of the issuer are unavailable: ${causesOf(error)}`
    }`;
    this.log.warn({ reason }, 'access tokens not verified');
    this.outage = { reason, until: this.now() + accessTokenRetryMs };
    return new TokenRejection(reason, 'unavailable', { cause: error });
  }
}

/** Throws a TokenRejection for a JWT with another purpose: an ID token proves to a client who logged in, and grants no access. */
function checkUse(token: string): void {
  let header: ReturnType<typeof decodeProtectedHeader>;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(token);
    claims = decodeJwt(token);
  } catch {
    throw new TokenRejection('the token is not a valid JWT', 'invalid');
  }
  if (!algorithms.includes(String(header.alg)))
    throw new TokenRejection('the token is not signed with an asymmetric algorithm such as RS256', 'invalid');
  const isDeclared = /^(application\/)?at\+jwt$/i.test(header.typ ?? '') || claims['typ'] === 'Bearer';
  const isOther =
    !/^((application\/)?at\+)?jwt$/i.test(header.typ ?? 'JWT') ||
    !['Bearer', undefined].includes(claims['typ'] as string | undefined) ||
    claims['events'] !== undefined || // of a logout token
    (!isDeclared && ['nonce', 'at_hash', 'c_hash'].some((claim) => claims[claim] !== undefined));
  if (isOther) throw new TokenRejection('the token is not an access token: send that, not the ID token', 'invalid');
}

/** Why jose rejects a token; undefined where it could not verify it. */
function rejectionOf(error: unknown, audiences: readonly string[]): TokenRejection | undefined {
  const invalid = (message: string): TokenRejection => new TokenRejection(message, 'invalid', { cause: error });
  if (error instanceof errors.JWTExpired) {
    const { exp } = error.payload;
    const at = typeof exp === 'number' && Math.abs(exp) < 8e12 ? ` at ${new Date(exp * 1000).toISOString()}` : '';
    return invalid(`the token expired${at}`);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed')
      return new TokenRejection('the token is not valid yet (nbf)', 'early', { cause: error });
    if (error.claim === 'aud') return invalid(`the token is for another audience (aud) than ${audiences.join(' or ')}`);
    return invalid(`the claim ${error.claim} of the token is missing or invalid`);
  }
  // A key that the issuer has just begun to use is found a few seconds later.
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return new TokenRejection('the token is signed with a key that its issuer does not have', 'early', {
      cause: error,
    });
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid('the signature of the token is invalid');
  const isMalformed = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSEAlgNotAllowed, errors.JOSENotSupported].some(
    (type) => error instanceof type,
  );
  return isMalformed ? invalid('the token is not a valid JWT') : undefined;
}
