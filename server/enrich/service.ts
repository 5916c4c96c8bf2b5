import CircuitBreaker from 'opossum';
import { type Agent, fetch, type Response } from 'undici';
import { reasonOf, ServiceError } from './service-error.ts';
import type { Tokens } from './tokens.ts';

/** How a service is reached. */
export interface ServiceOptions {
  /** For people: OMS, Run Registry. */
  readonly name: string;
  readonly url: string;
  readonly audience: string;
  /** Undefined where the service asks for none: a stand-in. */
  readonly tokens: Tokens | undefined;
  readonly connections: Agent;
  /** How long a service is left alone after failures in a row. */
  readonly restMs?: number;
}

/** One request. `what` says for people what is asked: `runs 365000 to 365999`. */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly what: string;
}

/** Most bytes of an answer. */
const mostBytes = 64 * 2 ** 20;

/** After that many failures in a row a service is left alone for a while. */
const failuresInARow = 4;

/** A service of CMS that answers in JSON. */
export class Service {
  readonly name: string;
  private readonly options: ServiceOptions;
  private readonly breaker: CircuitBreaker<[ServiceRequest, AbortSignal | undefined], unknown>;
  private restsUntil: Date | undefined;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.options = options;
    const restMs = options.restMs ?? 60_000;
    let failures = 0;
    this.breaker = new CircuitBreaker((request, signal) => this.ask(request, signal), {
      timeout: false, // the connection has its own
      resetTimeout: restMs,
      volumeThreshold: Number.MAX_SAFE_INTEGER, // opened by hand below: failures in a row count, not their share
      enableSnapshots: false,
    });
    this.breaker.on('success', () => (failures = 0));
    this.breaker.on('failure', () => {
      failures += 1;
      if (failures >= failuresInARow) this.breaker.open();
    });
    this.breaker.on('open', () => (this.restsUntil = new Date(Date.now() + restMs)));
  }

  /** The answer's JSON. Throws a ServiceError: no answer, an error, no JSON, or while the service is left alone. */
  async json(request: ServiceRequest, signal?: AbortSignal): Promise<unknown> {
    try {
      return await this.breaker.fire(request, signal);
    } catch (error) {
      if (!CircuitBreaker.isOurError(error as Error)) throw error;
      throw new ServiceError(`${this.name} is left alone after ${failuresInARow} failures in a row`, this.restsUntil);
    }
  }

  /** Whether the service is left alone at present. */
  get resting(): boolean {
    return this.breaker.opened;
  }

  /** Tells the breaker's timers to go. */
  close(): void {
    this.breaker.shutdown();
  }

  private async ask(request: ServiceRequest, signal: AbortSignal | undefined): Promise<unknown> {
    const { tokens, audience } = this.options;
    const token = await tokens?.get(audience);
    let response = await this.send(request, token, signal);
    if (response.status === 401 && tokens && token !== undefined) {
      await response.body?.cancel();
      response = await this.send(request, await tokens.replace(audience, token), signal);
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw this.refusal(request, response);
    }
    const text = await this.text(request, response);
    try {
      return JSON.parse(text);
    } catch {
      const kind = response.headers.get('content-type') ?? 'something unnamed';
      throw this.error(request, `it answered with ${kind.split(';')[0] ?? kind}, not with JSON`);
    }
  }

  private async send(
    { method, path, query, body, what }: ServiceRequest,
    token: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const url = new URL(`${this.options.url.replace(/\/$/, '')}${path}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    try {
      return await fetch(url, {
        method,
        dispatcher: this.options.connections,
        redirect: 'error', // a login page that it leads to is no answer, and would be given the token
        headers: {
          accept: 'application/json, application/vnd.api+json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      throw this.error({ what }, reasonOf(error));
    }
  }

  private async text(request: ServiceRequest, response: Response): Promise<string> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const part of response.body ?? []) {
        bytes += part.length;
        if (bytes > mostBytes) throw this.error(request, `its answer is longer than ${mostBytes / 2 ** 20} MiB`);
        parts.push(part);
      }
    } catch (error) {
      throw error instanceof ServiceError ? error : this.error(request, `its answer broke off: ${reasonOf(error)}`);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private refusal(request: ServiceRequest, { status, statusText, headers }: Response): ServiceError {
    if (status === 401) return this.error(request, 'it refuses our token (401)');
    if (status === 403) return this.error(request, 'our client has no right to it (403)');
    const after = retryAfter(headers.get('retry-after'));
    return this.error(request, `it answered ${`${status} ${statusText}`.trim()}`, after);
  }

  private error({ what }: Pick<ServiceRequest, 'what'>, reason: string, after?: Date): ServiceError {
    return new ServiceError(`${this.name}, asked for ${what}: ${reason}`, after);
  }
}

/** Whatever a service wishes, it is asked again within a day. */
const longestRestMs = 24 * 3600_000;

/** `Retry-After` as seconds or as a date. */
function retryAfter(header: string | null): Date | undefined {
  if (header === null) return undefined;
  const time = /^\d+$/.test(header) ? Date.now() + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(time) ? undefined : new Date(Math.min(time, Date.now() + longestRestMs));
}
