/**
 * Secrets of read tokens: `hdqm_`, 64 hexadecimal digits (256 random bits) and 8 of a checksum. Scanners for secrets find them by the pattern
 * `hdqm_[0-9a-f]{72}`, and the checksum distinguishes a secret from a text that only looks like one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const prefix = 'hdqm_';
const shape = /^hdqm_([\da-f]{64})([\da-f]{8})$/;

/** A new secret. */
export function newSecret(): string {
  const random = randomBytes(32).toString('hex');
  return prefix + random + checksumOf(random);
}

/** Whether a text has the prefix of secrets. */
export function looksLikeSecret(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether a text can be a secret: it has the right length and checksum. */
export function isSecret(text: string): boolean {
  const [, random, checksum] = shape.exec(text) ?? [];
  return random !== undefined && checksumOf(random) === checksum;
}

/**
 * What is stored of a secret: its SHA-256, in hexadecimal digits. A slow hash as for passwords would gain nothing: guessing 256 random bits is
 * impossible at any speed. A lookup by the hash reveals nothing by its duration either: nobody can choose a secret by the digits of its hash.
 */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function checksumOf(random: string): string {
  return crc32(random).toString(16).padStart(8, '0');
}
