import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Content Security Policy: pages load our own files only. Exceptions: Mantine, GraphiQL and jsroot set inline styles; GraphiQL's editor loads
 * workers, and histograms are shown as images, from blob: and data: URLs. No script is evaluated from text: jsroot draws the points saved by
 * ROOT with functions from its files.
 */
export const contentPolicy = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'worker-src': ["'self'", 'blob:'],
} as const satisfies Record<string, readonly string[]>;

/** Features of browsers that no page uses: an injected script could not use them either. */
export const permissionsPolicy = 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()';

/** What the security headers depend on. */
interface SecurityOptions {
  /** The address of the server behind a proxy, which terminates TLS: HSTS is set if it is https. */
  readonly publicUrl: string | undefined;
  /** Origins of sites that may embed pages in a frame. */
  readonly frameAncestors: readonly string[];
}

/** Sets the security headers of every response. */
export function securityHeaders({ publicUrl, frameAncestors }: SecurityOptions): RequestHandler[] {
  const isEmbedded = frameAncestors.length > 0;
  const directives = isEmbedded
    ? { ...contentPolicy, 'frame-ancestors': ["'self'", ...frameAncestors] }
    : contentPolicy;
  const headers = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: publicUrl?.startsWith('https:') === true && {
      maxAge: 31_536_000,
      includeSubDomains: false,
    },
    // It cannot name origins; frame-ancestors can.
    xFrameOptions: isEmbedded ? false : { action: 'deny' },
  });
  return [
    headers,
    (_request, response, next) => {
      response.set('Permissions-Policy', permissionsPolicy);
      next();
    },
  ];
}
