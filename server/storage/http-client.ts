import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { HttpStorageError } from './errors.ts';

/** A folder on a web server: EOS over HTTP. */
export interface WebFolderOptions {
  /** Its address. */
  readonly root: string;
  readonly connections: Dispatcher;
  /** Gives the bearer token, asked before each request; undefined where none is set. May throw a WebFolderError. */
  readonly token: () => Promise<string | undefined>;
  /** Pauses before a request is made again, in ms. */
  readonly pauses?: readonly number[];
}

/** One request. */
export interface WebRequest {
  readonly method: 'GET' | 'PROPFIND';
  /** Below the root, with `/`; empty for the root itself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are an answer. */
  readonly expects: readonly number[];
  /** Most bytes that an answer may have. */
  readonly mostBytes: number;
}

/** What came. Names of headers are in lower case. */
export interface HttpStorageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A failure that may be over in a moment. */
class PassingError extends HttpStorageError {
  /** The pause that the server asks for, in ms. */
  readonly pause: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown }, pause?: number) {
    super(message, options);
    this.pause = pause;
  }
}

/** Half a second, doubling: a server that restarts is back within a minute. */
const usualPauses = [500, 1000, 2000, 4000, 8000, 16_000];
/** A server does not make us wait longer than this, in ms. */
const longestPause = 60_000;
/** From its first try on, a request is not made again after this, in ms: a server that is silent takes a minute each time. */
const longestTrouble = 120_000;
const mostRedirects = 5;
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks a web server for what is in a folder of it: through redirects, with a token, again where it fails for a moment.
 *
 * The token goes to the root's own origin (scheme, host and port) and nowhere else: EOS puts a ticket for the one file in the address of the
 * disk server that it leads to.
 */
export class HttpStorageClient {
  readonly root: URL;
  private readonly options: WebFolderOptions;
  /** How many requests were answered as expected. */
  private answered = 0;
  /** Whether a request was given up and none answered since: then each is made once, or a walk over a dead server would have no end. */
  private down = false;

  constructor(options: WebFolderOptions) {
    this.root = new URL(options.root);
    this.options = options;
  }

  /** Throws a WebFolderError where no answer of the statuses expected comes. */
  async ask(wanted: WebRequest): Promise<HttpStorageResponse> {
    const pauses = this.options.pauses ?? usualPauses;
    const { answered } = this;
    const start = performance.now();
    for (let tries = 0; ; tries++) {
      try {
        const answer = await this.follow(wanted);
        this.answered += 1;
        this.down = false;
        return answer;
      } catch (error) {
        const pause = pauses[tries];
        if (!(error instanceof PassingError)) throw error;
        if (pause === undefined || this.down || performance.now() - start > longestTrouble) {
          // One file may be at fault; where meanwhile nothing else was answered either, it is the server.
          this.down ||= this.answered === answered;
          throw new HttpStorageError(
            tries === 0 ? error.message : `${error.message}, ${tries + 1} times in a row`,
            error,
          );
        }
        // Workers that failed together do not come back together.
        await delay(error.pause ?? pause * (0.75 + Math.random() / 2));
      }
    }
  }

  /** The address of a file or folder below the root. */
  private address(path: string): URL {
    const url = new URL(this.root);
    const names = path.split('/').filter((name) => name !== '');
    if (names.some((name) => name === '.' || name === '../..'))
      throw new HttpStorageError(`${JSON.stringify(path)} leads out of the folder`);
    url.pathname = [url.pathname.replace(/\/+$/, ''), ...names.map(encodeURIComponent)].join('/');
    return url;
  }

  private async follow(wanted: WebRequest): Promise<HttpStorageResponse> {
    let url = this.address(wanted.path);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const answer = await this.send(url, wanted);
      const { location } = answer.headers;
      if (!redirections.has(answer.status) || location === undefined) return answer;
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!next || !/^https?:$/.test(next.protocol))
        throw new HttpStorageError(`${url.host} leads to an address that is none`, { status: answer.status });
      if (url.protocol === 'https:' && next.protocol === 'http:')
        throw new HttpStorageError(`${url.host} leads from https to http, to ${next.host}: that is not followed`);
      url = next;
    }
    throw new HttpStorageError(
      `${this.root.host} leads from one address to the next, more than ${mostRedirects} times`,
    );
  }

  private async send(url: URL, { method, headers = {}, expects, mostBytes }: WebRequest): Promise<HttpStorageResponse> {
    const token = url.origin === this.root.origin ? await this.options.token() : undefined;
    let answer;
    try {
      answer = await request(url, {
        method: method as Dispatcher.HttpMethod,
        dispatcher: this.options.connections,
        headers: {
          // Spelled as they always were: older XRootD servers know no other spelling.
          ...headers,
          'Accept-Encoding': 'identity',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
      });
    } catch (error) {
      throw unanswered(url, error);
    }
    const { statusCode: status, body } = answer;
    const single = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
    if (!expects.includes(status)) {
      // What it says beside its status is not read: it may be long.
      body.on('error', () => undefined).destroy();
      if (redirections.has(status) && single['location'] !== undefined)
        return { status, headers: single, body: Buffer.alloc(0) };
      throw refusal(url, status, single['retry-after'], token !== undefined);
    }
    const pieces: Buffer[] = [];
    let length = 0;
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        length += piece.length;
        if (length > mostBytes) break; // which also ends the answer
        pieces.push(piece);
      }
    } catch (error) {
      throw unanswered(url, error);
    }
    if (length > mostBytes)
      throw new HttpStorageError(`${url.host} sends more than the ${mostBytes} bytes that were asked for`, { status });
    return { status, headers: single, body: Buffer.concat(pieces, length) };
  }
}

function refusal({ host }: URL, status: number, retryAfter: string | undefined, withToken: boolean): HttpStorageError {
  if (status === 401) {
    const todo = withToken ? 'it refuses the token: renew EOS_TOKEN' : 'it wants a token: set EOS_TOKEN';
    return new HttpStorageError(`${host} answered 401: ${todo}`, { status });
  }
  if (status === 403) {
    const whom = withToken ? 'the token has no right to it' : 'it wants a token with the right to it: set EOS_TOKEN';
    return new HttpStorageError(`${host} answered 403: ${whom}`, { status });
  }
  if (status === 404 || status === 410) return new HttpStorageError(`it is not there (${host}: ${status})`, { status });
  const message = `${host} answered ${status}`;
  return passing.has(status)
    ? new PassingError(message, { status }, pauseOf(retryAfter))
    : new HttpStorageError(message, { status });
}

/** `Retry-After`, as seconds or as a date, in ms. */
function pauseOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const pause = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(pause) ? Math.min(Math.max(pause, 0), longestPause) : undefined;
}

/** Why no answer came, or no whole one. A certificate that is not trusted is no passing trouble. */
function unanswered({ host }: URL, error: unknown): HttpStorageError {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && /CERT|SELF_SIGNED|ALTNAME|ISSUER/.test(code))
    return new HttpStorageError(`the certificate of ${host} is not trusted (${code}): set CA_FILE`, { cause: error });
  const late = code?.endsWith('_TIMEOUT') === true;
  return new PassingError(`${host} ${late ? 'does not answer in time' : `gave no whole answer (${code ?? message})`}`, {
    cause: error,
  });
}
