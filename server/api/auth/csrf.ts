import type { IncomingMessage } from 'node:http';

/**
 * Why a request counts as sent by a page of another site; undefined where it is our own, or no browser's. Another site of the same domain is
 * foreign too: cookies that are lax reach us from there.
 */
export function crossOriginReason(request: IncomingMessage, publicUrl: string | undefined): string | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return `the request comes from a page of another site (Sec-Fetch-Site: ${String(site).slice(0, 40)})`;
  if (origin === undefined || isOwn(origin, request.headers.host, publicUrl)) return undefined;
  return `the request comes from a page of another site (Origin: ${origin.slice(0, 100)})${
    publicUrl === undefined ? '; behind a proxy PUBLIC_URL tells the site of HDQM' : ''
  }`;
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false; // `null`, of a sandboxed page
  const url = new URL(origin);
  if (publicUrl !== undefined && url.origin === new URL(publicUrl).origin) return true;
  const own = `${url.protocol}//${host ?? ''}`;
  return URL.canParse(own) && new URL(own).host === url.host;
}

/** Whether a Host header names this machine itself: else a foreign name may have been made to lead here (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
