/** A fair share of the server's thread for each address: one that sends many requests at a time waits for its own, not the others for it. */
import { AsyncResource } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import type { Request, RequestHandler, Response } from 'express';
import { sendGraphqlError } from '../errors.ts';

/**
 * Limits of an address while others are active: at most `running` of its requests run at a time. Its load is the mean number of its open
 * requests beyond the first over the last seconds, multiplied by the utilization of the thread: 0 for a client that sends one request after the
 * other. Above `load` one request runs at a time, followed by a pause of `pause` times its duration. At most `waiting` requests wait.
 */
export const fairShareLimits = { running: 3, load: 0.2, pause: 2, waiting: 30 } as const;

/** Time over which loads are averaged, in ms. */
const averageMs = 3_000;
/** Time after its last request for which an address counts as active, in ms. */
const activeMs = 5_000;
/** Seconds after which a client may retry whose address has too many waiting requests. */
const retrySeconds = 5;

/** The time that passes, and the part of it that the thread was busy, in ms; timers. */
export interface ThreadClock {
  now(): number;
  busy(): number;
  /** Calls `callback` after `ms`. */
  after(ms: number, callback: () => void): void;
}

const threadClock: ThreadClock = {
  now: () => performance.now(),
  busy: () => performance.eventLoopUtilization().active,
  after: (ms, callback) => void setTimeout(callback, ms).unref(),
};

/** A request that runs or waits. */
export interface Turn {
  /** Ends the request, or removes it from those that wait. Has no effect the second time. */
  end(): void;
}

/** Decides when the requests of each address run. */
export class FairShare {
  private readonly clock: ThreadClock;
  private readonly utilization: Utilization;
  /** Clients with an open request, and those that had one in the last seconds. */
  private readonly clients = new Map<string, Client>();
  /** The latter, in the order in which they became idle. */
  private readonly idle = new Map<string, Client>();

  constructor(clock: ThreadClock = threadClock) {
    this.clock = clock;
    this.utilization = new Utilization(clock);
  }

  /** Calls `start` when the request may run, immediately if possible. Undefined if too many requests of the address are waiting. */
  enter(address: string, start: () => void): Turn | undefined {
    this.forgetInactive();
    const client = this.clients.get(address) ?? new Client(this.utilization, this.clock.now());
    if (client.waiting.length >= fairShareLimits.waiting) return undefined;
    this.clients.set(address, client);
    this.idle.delete(address);
    client.changeOpen(1);
    const request: QueuedRequest = { start, started: undefined };
    client.waiting.push(request);
    this.startNext(client);
    let ended = false;
    return {
      end: () => {
        if (ended) return;
        ended = true;
        this.end(address, client, request);
      },
    };
  }

  /** Number of addresses in memory. */
  get size(): number {
    return this.clients.size;
  }

  private end(address: string, client: Client, request: QueuedRequest): void {
    client.changeOpen(-1);
    if (request.started === undefined) {
      client.waiting.splice(client.waiting.indexOf(request), 1);
    } else {
      client.running -= 1;
      const now = this.clock.now();
      client.pausedUntil = now + fairShareLimits.pause * (now - request.started);
    }
    if (client.open === 0) this.idle.set(address, client);
    this.startNext(client);
  }

  private startNext(client: Client): void {
    while (client.waiting.length > 0) {
      if (this.isShared() && client.running >= fairShareLimits.running) return;
      if (this.isShared() && client.load > fairShareLimits.load) {
        if (client.running > 0) return;
        const pause = client.pausedUntil - this.clock.now();
        if (pause > 0) {
          if (client.isPausing) return;
          client.isPausing = true;
          this.clock.after(pause, () => {
            client.isPausing = false;
            this.startNext(client);
          });
          return;
        }
      }
      const request = client.waiting.shift();
      if (!request) return;
      request.started = this.clock.now();
      client.running += 1;
      request.start();
    }
  }

  /** Whether several addresses are active. */
  private isShared(): boolean {
    this.forgetInactive();
    return this.clients.size > 1;
  }

  private forgetInactive(): void {
    const oldest = this.clock.now() - activeMs;
    for (const [address, { changed }] of this.idle) {
      if (changed > oldest) return;
      this.idle.delete(address);
      this.clients.delete(address);
    }
  }
}

interface QueuedRequest {
  readonly start: () => void;
  /** Time at which it started; undefined while it waits. */
  started: number | undefined;
}

/** The requests of an address. */
class Client {
  readonly waiting: QueuedRequest[] = [];
  running = 0;
  /** Requests that run or wait. */
  open = 0;
  /** End of the pause after its last request. */
  pausedUntil = 0;
  /** Whether a timer ends the pause. */
  isPausing = false;
  /** Time of the last change of `open`. */
  changed: number;
  private readonly utilization: Utilization;
  private loadAtChange = 0;
  private utilizationAtChange: number;

  constructor(utilization: Utilization, now: number) {
    this.utilization = utilization;
    this.changed = now;
    this.utilizationAtChange = utilization.average();
  }

  /** Mean of the open requests beyond the first, times the thread's utilization. */
  get load(): number {
    const average = this.utilization.average();
    const decay = this.utilization.decaySince(this.changed);
    const beyondFirst = Math.max(0, this.open - 1);
    return this.loadAtChange * decay + beyondFirst * (average - this.utilizationAtChange * decay);
  }

  changeOpen(by: 1 | -1): void {
    this.loadAtChange = this.load;
    this.utilizationAtChange = this.utilization.average();
    this.changed = this.utilization.now;
    this.open += by;
  }
}

/** Exponential moving average of the thread's utilization. */
class Utilization {
  private readonly clock: ThreadClock;
  private value = 0;
  private busy: number;
  /** Time of the last measurement. */
  now: number;

  constructor(clock: ThreadClock) {
    this.clock = clock;
    this.now = clock.now();
    this.busy = clock.busy();
  }

  /** The average until now, from 0 to 1. */
  average(): number {
    const now = this.clock.now();
    const elapsed = now - this.now;
    if (elapsed <= 0) return this.value;
    const busy = this.clock.busy();
    const decay = Math.exp(-elapsed / averageMs);
    this.value = this.value * decay + Math.min(1, (busy - this.busy) / elapsed) * (1 - decay);
    this.busy = busy;
    this.now = now;
    return this.value;
  }

  /** Weight of what was measured at `time`. */
  decaySince(time: number): number {
    return Math.exp(-(this.now - time) / averageMs);
  }
}

/** The middleware of a fair share: `admit` goes before the body is read, `run` around the handler that executes the request. */
export interface FairShareMiddleware {
  readonly admit: RequestHandler;
  run(handler: RequestHandler): RequestHandler;
}

/** Lets requests wait for their turn; answers 429 when too many of an address do. */
export function fairShare(
  addressOf: (request: Request) => string,
  share: FairShare = new FairShare(),
): FairShareMiddleware {
  /** Handlers at work, by response: they go on when the client has closed the connection. */
  const running = new WeakMap<Response, Promise<unknown>>();
  return {
    admit: (request, response, next) => {
      // Another request can start this one: the id of the request stays its own.
      const turn = share.enter(
        addressOf(request),
        AsyncResource.bind(() => next()),
      );
      if (!turn) {
        response.set('Retry-After', String(retrySeconds));
        const text = `${fairShareLimits.waiting} requests from this address are waiting: retry in ${retrySeconds} s, with fewer at a time`;
        sendGraphqlError(request, response, 429, text, 'TOO_MANY_REQUESTS');
        return;
      }
      const end = (): void => turn.end();
      response.once('close', () => void (running.get(response) ?? Promise.resolve()).then(end, end));
    },
    run: (handler) => async (request, response, next) => {
      const done = Promise.resolve(handler(request, response, next));
      running.set(response, done);
      await done;
    },
  };
}
