import type { ChildProcess } from 'node:child_process';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, startHdqm } from '../integration/command.ts';
import { client, startIssuer } from '../integration/issuer.ts';
import { sharedBrowser } from './browser.ts';

let databaseUrl: string;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let server: ChildProcess;
let base: string;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  databaseUrl = await scannedUrl('sample');
  issuer = await startIssuer();
  server = startHdqm(['serve'], {
    DATABASE_URL: databaseUrl,
    PORT: '0',
    OIDC_ISSUER: issuer.url,
    OIDC_CLIENT_ID: client.clientId,
    OIDC_CLIENT_SECRET: client.clientSecret,
  });
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  issuer.register([`${base}/login/callback`]);
  browser = await sharedBrowser();
});
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await issuer.close();
  await dropUrl(databaseUrl);
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterEach(() => context.close());

describe('logging in', () => {
  it('returns to the page, and lets an operator start a scan', async () => {
    issuer.account = { sub: 'ada', name: 'Ada Operator', cern_roles: ['hdqm-operator'] };
    const page = await context.newPage();
    await page.goto(`${base}/scans?x=1#y`);
    const scanNow = page.getByRole('button', { name: 'Scan now' });
    await scanNow.waitFor();
    expect(await scanNow.isDisabled()).toBe(true);
    expect(await scanNow.getAttribute('title')).toBe('you are not logged in: operator actions require a login');
    await page.getByRole('link', { name: 'Log in' }).click();
    await page.getByText('Ada Operator').waitFor();
    expect(page.url()).toBe(`${base}/scans?x=1#y`);
    await page.locator('button:enabled', { hasText: 'Scan now' }).waitFor();
    const cookies = await context.cookies(base);
    expect(cookies.find(({ name }) => name === 'hdqm-session')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    expect(page.url()).toContain(`${base}/scans?x=1`);
    expect((await context.cookies(base)).some(({ name }) => name.startsWith('hdqm-'))).toBe(false);
  });

  it('shows a viewer which role is missing', async () => {
    issuer.account = { sub: 'bob', name: 'Bob Reader' };
    const page = await context.newPage();
    await page.goto(`${base}/login?to=/scans`);
    const name = page.getByText('Bob Reader', { exact: true });
    await name.waitFor();
    expect(await name.getAttribute('title')).toMatch(/without the role hdqm-operator/);
    expect(await page.getByRole('button', { name: 'Scan now' }).isDisabled()).toBe(true);
    expect(await page.getByRole('note').innerText()).toMatch(/Read-only: .*without the role hdqm-operator/);
  });
});
