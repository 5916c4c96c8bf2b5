import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { type Dispatcher, fetch, type Response } from 'undici';
import { serviceCircuit } from '../retry/policy.ts';
import { parseRetryAfter } from '../retry/retry-after.ts';
import { reasonOf, ServiceError } from './service-error.ts';
import type { Tokens } from './tokens.ts';

/** How to reach a service. */
export interface ServiceOptions {
  /** For messages: OMS, Run Registry. */
  readonly name: string;
  readonly url: string;
  readonly audience: string;
  /** Undefined for a service without authentication: the sample stand-in. */
  readonly tokens: Tokens | undefined;
  readonly agent: Dispatcher;
  /** How long the circuit stays open after consecutive failures, in ms. */
  readonly coolDownMs?: number;
}

/** A request. `what` names the requested objects in messages: `runs 365000 to 365999`. */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly what: string;
}

/** Max. size of a response. */
const maxBytes = 64 * 2 ** 20;

/** A JSON service of CMS, behind a circuit breaker. */
export class Service {
  readonly name: string;
  private readonly options: ServiceOptions;
  private readonly circuit;
  private openUntil = new Date(0);

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.options = options;
    const coolDownMs = options.coolDownMs ?? serviceCircuit.coolDownMs;
    const breaker = new ConsecutiveBreaker(serviceCircuit.maxFailures);
    this.circuit = circuitBreaker(handleAll, { halfOpenAfter: coolDownMs, breaker });
    this.circuit.onBreak(() => (this.openUntil = new Date(Date.now() + coolDownMs)));
  }

  /** The parsed JSON of the response. Throws a ServiceError: no response, an error status, no JSON, or circuit open. */
  async json(request: ServiceRequest, signal?: AbortSignal): Promise<unknown> {
    try {
      return await this.circuit.execute(() => this.request(request, signal));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new ServiceError(
        `${this.name} not queried: circuit open after ${serviceCircuit.maxFailures} consecutive failures`,
        this.openUntil,
      );
    }
  }

  /** Whether requests fail immediately at present. */
  get isCircuitOpen(): boolean {
    return Date.now() < this.openUntil.getTime();
  }

  private async request(request: ServiceRequest, signal: AbortSignal | undefined): Promise<unknown> {
    const { tokens, audience } = this.options;
    const token = await tokens?.get(audience);
    let response = await this.send(request, token, signal);
    if (response.status === 401 && tokens && token !== undefined) {
      await response.body?.cancel();
      response = await this.send(request, await tokens.replace(audience, token), signal);
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw this.statusError(request, response);
    }
    const text = await this.text(request, response);
    try {
      return JSON.parse(text);
    } catch {
      const type = response.headers.get('content-type') ?? 'no content type';
      throw this.error(request, `answered with ${type.split(';')[0] ?? type} instead of JSON`);
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
        dispatcher: this.options.agent,
        redirect: 'error', // a redirect leads to a login page, which must not receive the token
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
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw this.error(request, `response exceeds ${maxBytes / 2 ** 20} MiB`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw error instanceof ServiceError ? error : this.error(request, `response incomplete: ${reasonOf(error)}`);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  private statusError(request: ServiceRequest, { status, statusText, headers }: Response): ServiceError {
    if (status === 401) return this.error(request, 'token rejected (401)');
    if (status === 403) return this.error(request, 'client has no permission (403)');
    const retryAfter = parseRetryAfter(headers.get('retry-after'), serviceCircuit.maxRetryAfterMs);
    return this.error(request, `answered ${`${status} ${statusText}`.trim()}`, retryAfter);
  }

  /** The error of a request, for its implementation and for the readers of its response. */
  error({ what }: Pick<ServiceRequest, 'what'>, reason: string, retryAfter?: Date): ServiceError {
    return new ServiceError(`${this.name} query for ${what} failed: ${reason}`, retryAfter);
  }
}
