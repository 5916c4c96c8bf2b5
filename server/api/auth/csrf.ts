/** Detects cross-site requests, by Sec-Fetch-Site, Origin and Host. */
import type { IncomingMessage } from 'node:http';

/**
 * Why a request counts as cross-site; undefined if it comes from our own pages or not from a browser. A sibling of the same domain counts as
 * another site too, since lax cookies are sent from there.
 */
export function crossOriginReason(request: IncomingMessage, publicUrl: string | undefined): string | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return `the request comes from a page of another site (Sec-Fetch-Site: ${String(site).slice(0, 40)})`;
  if (origin === undefined || isOwnOrigin(origin, request.headers.host, publicUrl)) return undefined;
  return `the request comes from a page of another site (Origin: ${origin.slice(0, 100)})${
    publicUrl === undefined ? '; behind a proxy, set PUBLIC_URL to the address of HDQM' : ''
  }`;
}

function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false; // `null`: a sandboxed page
  const url = new URL(origin);
  if (publicUrl !== undefined && url.origin === new URL(publicUrl).origin) return true;
  const own = `${url.protocol}//${host ?? ''}`;
  return URL.canParse(own) && new URL(own).host === url.host;
}

/** Whether a Host header names this machine. Another name can be made to resolve to it (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
