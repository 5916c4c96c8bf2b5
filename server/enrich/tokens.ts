import { LRUCache } from 'lru-cache';
import * as oidc from 'openid-client';
import { type Dispatcher, fetch } from 'undici';
import { reasonOf, ServiceError } from './service-error.ts';

/** Client credentials and the token endpoint. */
export interface TokenOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly agent: Dispatcher;
  /** Clock in ms, for tests. */
  readonly now?: () => number;
}

/** A token is replaced this long before it expires, in ms. */
const marginMs = 60_000;

/** Access tokens by client credentials, cached per audience; concurrent callers share one request. */
export class Tokens {
  private readonly configuration: oidc.Configuration;
  private readonly cache: LRUCache<string, string>;
  private readonly host: string;

  constructor({ url, clientId, clientSecret, agent, now = () => performance.now() }: TokenOptions) {
    const { origin, host, protocol, hostname } = new URL(url);
    this.host = host;
    this.configuration = new oidc.Configuration(
      { issuer: origin, token_endpoint: url },
      clientId,
      undefined,
      oidc.ClientSecretPost(clientSecret),
    );
    // The types of undici's fetch and of Node's own differ in their declarations only.
    this.configuration[oidc.customFetch] = ((target: string, options: object) =>
      fetch(target, { ...options, dispatcher: agent })) as unknown as oidc.CustomFetch;
    // openid-client refuses plain http, which is allowed for a stand-in on this machine only.
    if (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
      oidc.allowInsecureRequests(this.configuration);
    this.cache = new LRUCache({
      max: 10,
      perf: { now },
      ttlResolution: 0,
      fetchMethod: async (audience, _stale, { options }) => {
        const { token, lifetimeMs } = await this.grant(audience);
        options.ttl = Math.max(1, lifetimeMs - Math.min(marginMs, lifetimeMs / 2));
        return token;
      },
    });
  }

  /** A token for an audience. Throws a ServiceError. */
  get(audience: string): Promise<string> {
    return this.cache.forceFetch(audience);
  }

  /** A token other than `rejected`: a newer one that is cached or being fetched, or a new one. Throws a ServiceError. */
  replace(audience: string, rejected: string): Promise<string> {
    return this.cache.forceFetch(audience, { forceRefresh: this.cache.peek(audience) === rejected });
  }

  private async grant(audience: string): Promise<{ token: string; lifetimeMs: number }> {
    try {
      const { access_token: token, expires_in: seconds = 0 } = await oidc.clientCredentialsGrant(this.configuration, {
        audience,
      });
      return { token, lifetimeMs: seconds * 1000 };
    } catch (error) {
      // Without the cause: the requests and responses in it contain the secret.
      throw new ServiceError(`no token for ${audience} from ${this.host}: ${grantErrorReason(error)}`);
    }
  }
}

function grantErrorReason(error: unknown): string {
  if (error instanceof oidc.ResponseBodyError) return `${error.status} ${error.error}`;
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return `${error.status}: CLIENT_ID or CLIENT_SECRET rejected`;
  if (error instanceof oidc.ClientError && error.code === 'OAUTH_HTTP_REQUEST_FORBIDDEN') return 'https required';
  if (error instanceof oidc.ClientError && error.cause instanceof Response) return `answered ${error.cause.status}`;
  return reasonOf(error);
}
