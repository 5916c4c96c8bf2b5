import type { RequestHandler, Response } from 'express';
import { MemoryStore } from 'express-rate-limit';
import { addressOf, pace } from './rate-limit.ts';

/** How much later a refusal is told to an address that has had its share, in ms. */
const lateMs = 1_000;
const minute = 60_000;

/**
 * Tells refusals late to an address that has had `pace.refusals` in a minute: who sends one after the other waits, and whoever else asks, from
 * the same address too, does not. `close` forgets them.
 */
export function refusalRateLimit(): { readonly handler: RequestHandler; close(): void } {
  const refusals = new MemoryStore();
  refusals.init({ windowMs: minute } as Parameters<MemoryStore['init']>[0]); // it reads no other option
  const tell = async (response: Response, address: string, send: () => void): Promise<void> => {
    const { totalHits } = await refusals.increment(address);
    if (totalHits <= pace.refusals) return send();
    const late = setTimeout(send, lateMs).unref();
    response.once('close', () => clearTimeout(late));
  };
  return {
    handler: (request, response, next) => {
      const end = response.end.bind(response) as (...given: unknown[]) => Response;
      response.end = ((...given: unknown[]) => {
        if (response.statusCode !== 400 && response.statusCode !== 413) return end(...given);
        void tell(response, addressOf(request), () => end(...given));
        return response;
      }) as Response['end'];
      next();
    },
    close: () => refusals.shutdown(),
  };
}
