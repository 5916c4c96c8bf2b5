import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { storageRetry } from '../retry/policy.ts';
import { parseRetryAfter } from '../retry/retry-after.ts';
import { HttpStorageError } from './errors.ts';

/** How to access a folder of a web server. */
export interface HttpStorageOptions {
  /** URL of the folder. */
  readonly root: string;
  readonly agent: Dispatcher;
  /** Returns the bearer token for each request; undefined: none. May throw an HttpStorageError. */
  readonly token: () => Promise<string | undefined>;
  /** Delays before each retry, in ms; default: those of the retry policy. */
  readonly retryDelaysMs?: readonly number[];
}

export interface HttpStorageRequest {
  readonly method: 'GET' | 'PROPFIND';
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expectedStatuses: readonly number[];
  /** Max. size of the response. */
  readonly maxBytes: number;
}

/** Names of headers are in lower case. */
export interface HttpStorageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A failure that a retry may overcome. */
class TransientError extends HttpStorageError {
  readonly retryAfter: Date | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown }, retryAfter?: Date) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

const maxRedirects = 5;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const transientStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * HTTP client for a folder of a web server: follows redirects, sends a token, retries transient failures.
 *
 * The token is sent to the root's own origin (scheme, host and port) only: the disk server to which EOS redirects gets a ticket for the one
 * file in the URL instead.
 */
export class HttpStorageClient {
  readonly root: URL;
  private readonly options: HttpStorageOptions;
  /** Number of requests with an expected response. */
  private succeeded = 0;
  /** Set when a request failed for good and none has succeeded since: requests are then not retried, so that a walk over a dead server ends. */
  private isDown = false;

  constructor(options: HttpStorageOptions) {
    this.root = new URL(options.root);
    this.options = options;
  }

  /** Throws an HttpStorageError without a response of an expected status. */
  async request(wanted: HttpStorageRequest): Promise<HttpStorageResponse> {
    const delays = this.options.retryDelaysMs ?? storageRetry.delaysMs;
    const { succeeded } = this;
    const start = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.follow(wanted);
        this.succeeded += 1;
        this.isDown = false;
        return response;
      } catch (error) {
        const delayMs = delays[attempt - 1];
        if (!(error instanceof TransientError)) throw error;
        if (delayMs === undefined || this.isDown || performance.now() - start > storageRetry.maxTotalMs) {
          // Either this path is at fault or, where no other request has succeeded in the meantime, the server.
          this.isDown ||= this.succeeded === succeeded;
          const message = attempt === 1 ? error.message : `${error.message} (${attempt} attempts)`;
          throw new HttpStorageError(message, error);
        }
        const jittered = delayMs * (1 + storageRetry.jitter * (2 * Math.random() - 1));
        await delay(error.retryAfter ? Math.max(0, error.retryAfter.getTime() - Date.now()) : jittered);
      }
    }
  }

  /** The URL of a file or folder below the root. */
  private urlOf(path: string): URL {
    const url = new URL(this.root);
    const names = path.split('/').filter((name) => name !== '');
    if (names.some((name) => name === '.' || name === '..'))
      throw new HttpStorageError(`${JSON.stringify(path)} is outside EOS_ROOT`);
    url.pathname = [url.pathname.replace(/\/+$/, ''), ...names.map(encodeURIComponent)].join('/');
    return url;
  }

  private async follow(wanted: HttpStorageRequest): Promise<HttpStorageResponse> {
    let url = this.urlOf(wanted.path);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await this.send(url, wanted);
      const { location } = response.headers;
      if (!redirectStatuses.has(response.status) || location === undefined) return response;
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!next || !/^https?:$/.test(next.protocol))
        throw new HttpStorageError(`${url.host} redirects to an invalid address`, { status: response.status });
      if (url.protocol === 'https:' && next.protocol === 'http:')
        throw new HttpStorageError(`${url.host} redirects from https to http, to ${next.host}: not followed`);
      url = next;
    }
    throw new HttpStorageError(`${this.root.host} redirects more than ${maxRedirects} times`);
  }

  private async send(
    url: URL,
    { method, headers = {}, expectedStatuses, maxBytes }: HttpStorageRequest,
  ): Promise<HttpStorageResponse> {
    const token = url.origin === this.root.origin ? await this.options.token() : undefined;
    let response;
    try {
      response = await request(url, {
        method: method as Dispatcher.HttpMethod,
        dispatcher: this.options.agent,
        headers: {
          // Capitalized, since older XRootD servers compare names of headers case-sensitively.
          ...headers,
          'Accept-Encoding': 'identity',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
      });
    } catch (error) {
      throw connectionError(url, error);
    }
    const { statusCode: status, body } = response;
    const single = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
    if (!expectedStatuses.includes(status)) {
      body.on('error', () => undefined).destroy(); // unread, it may be long
      if (redirectStatuses.has(status) && single['location'] !== undefined)
        return { status, headers: single, body: Buffer.alloc(0) };
      throw statusError(url, status, single['retry-after'], token !== undefined);
    }
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > maxBytes) break; // also aborts the response
        chunks.push(chunk);
      }
    } catch (error) {
      throw connectionError(url, error);
    }
    if (length > maxBytes) throw new HttpStorageError(`response of ${url.host} exceeds ${maxBytes} bytes`, { status });
    return { status, headers: single, body: Buffer.concat(chunks, length) };
  }
}

function statusError(
  { host }: URL,
  status: number,
  retryAfter: string | undefined,
  withToken: boolean,
): HttpStorageError {
  const message = `${host} answered ${status}`;
  if (status === 401) {
    const remedy = withToken ? 'token rejected, renew EOS_TOKEN' : 'token required, set EOS_TOKEN';
    return new HttpStorageError(`${message}: ${remedy}`, { status });
  }
  if (status === 403) {
    const remedy = withToken ? 'the token has no permission' : 'token with permission required, set EOS_TOKEN';
    return new HttpStorageError(`${message}: ${remedy}`, { status });
  }
  if (status === 404 || status === 410) return new HttpStorageError(`not found (${message})`, { status });
  return transientStatuses.has(status)
    ? new TransientError(message, { status }, parseRetryAfter(retryAfter, storageRetry.maxRetryAfterMs))
    : new HttpStorageError(message, { status });
}

/** The error for a request without a complete response; transient, except for an untrusted certificate. */
function connectionError({ host }: URL, error: unknown): HttpStorageError {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && /CERT|SELF_SIGNED|ALTNAME|ISSUER/.test(code))
    return new HttpStorageError(`certificate of ${host} not trusted (${code}): set CA_FILE`, { cause: error });
  const timedOut = code?.endsWith('_TIMEOUT') === true;
  return new TransientError(timedOut ? `${host} timed out` : `connection to ${host} failed (${code ?? message})`, {
    cause: error,
  });
}
