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

/** Sets the security headers of every response. HSTS is set if PUBLIC_URL is https: the proxy in front of us terminates TLS. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: publicUrl?.startsWith('https:') === true && {
      maxAge: 31_536_000,
      includeSubDomains: false,
    },
    xFrameOptions: { action: 'deny' },
  });
  return [
    headers,
    (_request, response, next) => {
      response.set('Permissions-Policy', permissionsPolicy);
      next();
    },
  ];
}
