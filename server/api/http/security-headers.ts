/** Headers that tell browsers what our pages may do. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What our pages may load: their own files only. Mantine, GraphiQL and jsroot set styles in place; workers of GraphiQL's editor and pictures
 * of histograms come as data. No script is made out of text: of functions in files, jsroot draws the points that ROOT saved.
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

/** Sets them on every answer. Over https browsers are told to stay there: the proxy before us ends TLS, so that PUBLIC_URL tells. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  return helmet({
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
}
