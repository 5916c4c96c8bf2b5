import * as oidc from 'openid-client';
import { type Agent, fetch } from 'undici';
import { reasonOf, ServiceError } from './service-error.ts';

/** Whose tokens, and from where. */
export interface TokenOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly connections: Agent;
  readonly now?: () => number;
}

interface Kept {
  readonly token: Promise<string>;
  /** The token, once it has come. */
  value?: string;
  /** Until when it is used, in ms; Infinity while it is being fetched. */
  goodUntil: number;
}

/** A token that ends within this time is not used any more. */
const marginMs = 60_000;

/**
 * Access tokens by client credentials, one for each audience: kept until shortly before they expire, and fetched once however many callers
 * wait.
 */
export class Tokens {
  private readonly configuration: oidc.Configuration;
  private readonly now: () => number;
  private readonly kept = new Map<string, Kept>();
  private readonly host: string;

  constructor({ url, clientId, clientSecret, connections, now = Date.now }: TokenOptions) {
    const { origin, host, protocol, hostname } = new URL(url);
    this.host = host;
    this.now = now;
    this.configuration = new oidc.Configuration(
      { issuer: origin, token_endpoint: url },
      clientId,
      undefined,
      oidc.ClientSecretPost(clientSecret),
    );
    // The types of undici's fetch and of Node's own differ in their declarations only.
    this.configuration[oidc.customFetch] = ((target: string, options: object) =>
      fetch(target, { ...options, dispatcher: connections })) as unknown as oidc.CustomFetch;
    // In clear only to a stand-in on this machine: anywhere else openid-client refuses.
    if (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
      oidc.allowInsecureRequests(this.configuration);
  }

  /** A token for an audience. Throws a ServiceError. */
  get(audience: string): Promise<string> {
    const kept = this.kept.get(audience);
    return kept && kept.goodUntil > this.now() ? kept.token : this.fetch(audience);
  }

  /** A token other than `refused`: the one that somebody else fetched since or is fetching, or a new one. */
  replace(audience: string, refused: string): Promise<string> {
    const kept = this.kept.get(audience);
    return kept && kept.value !== refused ? kept.token : this.fetch(audience);
  }

  private fetch(audience: string): Promise<string> {
    const kept: Kept = { token: this.grant(audience, (until) => (kept.goodUntil = until)), goodUntil: Infinity };
    this.kept.set(audience, kept);
    kept.token.then(
      (token) => (kept.value = token),
      () => this.kept.get(audience) === kept && this.kept.delete(audience),
    );
    return kept.token;
  }

  private async grant(audience: string, keepUntil: (time: number) => void): Promise<string> {
    try {
      const { access_token: token, expires_in: seconds = 0 } = await oidc.clientCredentialsGrant(this.configuration, {
        audience,
      });
      const life = seconds * 1000;
      keepUntil(this.now() + life - Math.min(marginMs, life / 2));
      return token;
    } catch (error) {
      // Without the error itself as cause: requests and answers that it holds carry the secret.
      throw new ServiceError(`no token for ${audience} from ${this.host}: ${whyNone(error)}`);
    }
  }
}

function whyNone(error: unknown): string {
  if (error instanceof oidc.ResponseBodyError) return `${error.status} ${error.error}`;
  if (error instanceof oidc.WWWAuthenticateChallengeError) return `${error.status}: client id and secret are refused`;
  if (error instanceof oidc.ClientError && error.code === 'OAUTH_HTTP_REQUEST_FORBIDDEN') return 'https is needed';
  if (error instanceof oidc.ClientError && error.cause instanceof Response) return `it answered ${error.cause.status}`;
  return reasonOf(error);
}
