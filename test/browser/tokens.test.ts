/** Read tokens of two users, and what a visitor sees of them. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { client, startIssuer } from '../integration/issuer.ts';
import { seriousViolations } from './axe.ts';
import { hdqmSite } from './site.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
const site = hdqmSite({
  environment: async () => {
    issuer = await startIssuer();
    return {
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.clientId,
      OIDC_CLIENT_SECRET: client.clientSecret,
      LOGIN_TO_READ: 'true',
    };
  },
});
beforeAll(() => issuer.register([`${site.base}/login/callback`]));
afterAll(() => issuer.close());

async function openAs(name: string, roles: readonly string[], options?: BrowserContextOptions): Promise<Page> {
  issuer.account = { sub: name, name, cern_roles: roles };
  const page = await site.open('/login?to=/tokens', options);
  await page.getByRole('heading', { name: 'Read tokens' }).waitFor();
  return page;
}

const row = (page: Page, name: string) => page.locator(`[data-token="${name}"]`);
const read = (token: string): Promise<Response> =>
  fetch(`${site.base}/export/runs.csv?latest=1`, { headers: { authorization: `Bearer ${token}` } });

async function create(page: Page, name: string, lifetime = '1 year'): Promise<string> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('combobox', { name: 'Valid for' }).click();
  await page.getByRole('option', { name: lifetime }).click();
  await page.getByRole('button', { name: 'Create token' }).click();
  await row(page, name).waitFor();
  return page.locator('[data-secret]').innerText();
}

it('is created, shown once, copied, used and revoked', async () => {
  const page = await openAs('Ada', [], { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByText('No tokens yet').waitFor();
  expect(await page.getByRole('button', { name: 'Create token' }).isDisabled()).toBe(true);
  expect(await seriousViolations(page)).toEqual([]);
  const secret = await create(page, 'nightly report', '90 days');
  expect(secret).toMatch(/^hdqm_[0-9a-f]{72}$/);
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Copy token' }).click();
  await page.getByRole('button', { name: 'Token copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await page.getByRole('button', { name: 'Copy example' }).click();
  await page.getByRole('button', { name: 'Example copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `curl --header "Authorization: Bearer $HDQM_TOKEN" '${site.base}/export/runs.csv?latest=50'`,
  );
  expect((await read(secret)).status).toBe(200);
  await page.reload();
  await row(page, 'nightly report').waitFor();
  expect(await page.content()).not.toContain(secret.slice(0, 30));
  await expect
    .poll(async () => {
      await page.reload();
      return row(page, 'nightly report').innerText();
    })
    .toMatch(/current\s+\d{4}-\d\d-\d\d\s+(<1|\d+) s ago/);

  await create(page, 'other');
  await page.getByRole('textbox', { name: 'Name' }).fill('other');
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.getByText('there is a token named other already').waitFor();

  await row(page, 'nightly report').getByRole('button', { name: 'Revoke nightly report…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the token nightly report' });
  await dialog.waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await row(page, 'nightly report').getByText('revoked').waitFor();
  expect(await row(page, 'nightly report').getByRole('button').count()).toBe(0);
  expect((await read(secret)).status).toBe(401);
});

it('of others are seen and revoked by operators only', async () => {
  const ofBob = await openAs('Bob', []);
  const secret = await create(ofBob, 'of bob');
  expect(await row(ofBob, 'of bob').innerText()).not.toContain('Bob');
  const ofEve = await openAs('Eve', []);
  await ofEve.getByText('No tokens yet').waitFor();
  const page = await openAs('Olga', ['hdqm-operator']);
  await row(page, 'of bob').getByText('of Bob', { exact: true }).waitFor();
  await row(page, 'of bob').getByRole('button', { name: 'Revoke of bob…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the token of bob of Bob' });
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await row(page, 'of bob').getByText('revoked').waitFor();
  expect((await read(secret)).status).toBe(401);
});

it('has its own address, to which the name of the user leads', async () => {
  issuer.account = { sub: 'Ada', name: 'Ada' };
  const page = await site.open('/login?to=/help');
  await page.getByRole('link', { name: 'Ada', exact: true }).click();
  await page.getByRole('heading', { name: 'Read tokens' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/tokens');
  expect((await page.reload())?.status()).toBe(200);
});
