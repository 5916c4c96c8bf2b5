import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimAt, rolesOf } from '../../../../server/api/auth/oidc.ts';
import { loginUrl, ownPage } from '../../../../server/api/auth/login-routes.ts';

describe('ownPage', () => {
  it.each(['/', '/runs', '/runs?from=1&to=2', '/a/b?x=%2F%2Fy#z', '/?p=https://elsewhere.example/'])(
    'keeps %s',
    (page) => {
      expect(ownPage(page)).toBe(page);
    },
  );

  it.each([
    '/login/',
    '/LOGIN//',
    '/Login/Callback/?code=1',
    '/logout/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    'https:evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '',
    undefined,
    ['/runs'],
    '/login?to=/login',
    '/login/callback?code=1',
    '/Logout',
  ])('returns the start page for %j', (page) => {
    expect(ownPage(page)).toBe('/');
  });

  it('never leads to another site, whatever the parameter', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '\t',
      '\n',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'http:',
    );
    const site = 'https://hdqm.example';
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const page = ownPage(pieces.join(''));
        expect(new URL(page, site).origin).toBe(site);
        expect(page).toMatch(/^\/(?![/\\])/);
      }),
      { numRuns: 3000 },
    );
  });

  it('drops a query string that does not fit into the cookie', () => {
    expect(ownPage(`/runs?${'x'.repeat(1600)}`)).toBe('/runs');
    expect(ownPage(`/${'x'.repeat(1600)}`)).toBe('/');
  });
});

describe('loginUrl', () => {
  it('returns to the page', () => {
    expect(loginUrl('/')).toBe('/login');
    expect(new URL(loginUrl('/runs?a=1&b=2#c'), 'http://x').searchParams.get('to')).toBe('/runs?a=1&b=2#c');
  });
});

describe('roles', () => {
  const claims = {
    cern_roles: ['a', 'b'],
    resource_access: { hdqm: { roles: ['c', 5] } },
    'https://x.y/roles': 'd  e',
  };

  it.each([
    ['cern_roles', ['a', 'b']],
    ['resource_access.hdqm.roles', ['c']],
    ['https://x.y/roles', ['d', 'e']],
    ['resource_access.hdqm', []],
    ['resource_access.other.roles', []],
    ['cern_roles.length', []],
    ['constructor.name', []],
    ['__proto__.x', []],
  ])('of the claim %s', (name, roles) => {
    expect(rolesOf(claimAt(claims, name))).toEqual(roles);
  });
});
