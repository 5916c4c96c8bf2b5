import { expect, it } from 'vitest';
import { hashOf, isSecret, looksLikeSecret, newSecret } from '../../../../server/store/access/token-secret.ts';

it('has a prefix, 256 random bits and a checksum', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  for (const secret of secrets) {
    expect(secret).toMatch(/^hdqm_[0-9a-f]{72}$/);
    expect(isSecret(secret)).toBe(true);
  }
  expect(new Set(secrets).size).toBe(100);
});

it('detects every mistyped, missing or additional character', () => {
  const secret = newSecret();
  for (let index = 0; index < secret.length; index += 1) {
    const other = secret[index] === '0' ? '1' : '0';
    expect(isSecret(secret.slice(0, index) + other + secret.slice(index + 1))).toBe(false);
    expect(isSecret(secret.slice(0, index))).toBe(false);
  }
  for (const text of [`${secret}0`, ` ${secret}`, `${secret}\n`, secret.toUpperCase(), '', 'hdqm_'])
    expect(isSecret(text)).toBe(false);
  expect(looksLikeSecret(secret.slice(0, 20))).toBe(true);
  expect(looksLikeSecret(secret.slice(1))).toBe(false);
});

it('is stored as its SHA-256', () => {
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
