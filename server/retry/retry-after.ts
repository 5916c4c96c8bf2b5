/**
 * When a server asks to be queried again, from its `Retry-After` header (seconds or an HTTP date), at most `maxMs` from now; undefined for a
 * missing or unreadable header.
 */
export function parseRetryAfter(header: string | null | undefined, maxMs: number): Date | undefined {
  if (header === null || header === undefined) return undefined;
  const now = Date.now();
  const time = /^\d+$/.test(header) ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(time) ? undefined : new Date(Math.min(time, now + maxMs));
}
