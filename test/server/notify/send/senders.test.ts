import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Receiver } from '../../../../server/notify/receivers.ts';
import { SendError } from '../../../../server/notify/send/send-error.ts';
import { openSenders, type Senders } from '../../../../server/notify/send/senders.ts';
import { sign } from '../../../../server/notify/send/webhook.ts';
import { freePort } from '../../../integration/free-port.ts';
import { type HttpReceiver, startHttpReceiver } from '../http-receiver.ts';
import { type MailReceiver, startMailReceiver } from '../mail-receiver.ts';
import { alarmLine, delivery, incident } from '../messages.ts';

const routing = { name: 'a', subsystems: [], severity: 'warning' } as const;
const mattermost = (url: string): Receiver => ({ ...routing, kind: 'mattermost', url });
const email = (smtp: string, to = ['expert@example.org']): Receiver => ({
  ...routing,
  kind: 'email',
  to,
  from: 'HDQM <hdqm@example.org>',
  smtp,
});

let senders: Senders;
beforeAll(() => {
  senders = openSenders({});
});
afterAll(() => senders.close());

async function receive(...options: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...options);
  onTestFinished(() => receiver.close());
  return receiver;
}
async function receiveMail(...options: Parameters<typeof startMailReceiver>): Promise<MailReceiver> {
  const receiver = await startMailReceiver(...options);
  onTestFinished(() => receiver.close());
  return receiver;
}
/** The error of a send that fails. */
async function failure(receiver: Receiver): Promise<SendError> {
  const error: unknown = await senders.send(receiver, delivery()).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}

describe('Mattermost', () => {
  it('gets Markdown, with the key of the message', async () => {
    const { url, requests } = await receive();
    expect(await senders.send(mattermost(`${url}/hooks/abc`), delivery())).toBeUndefined();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      url: '/hooks/abc',
      headers: { 'content-type': 'application/json', 'idempotency-key': delivery().id },
    });
    const { username, text } = JSON.parse(requests[0]?.body ?? '') as { username: string; text: string };
    expect(username).toBe('HDQM');
    expect(text).toMatch(/^#### \[HDQM: 1 new alarm/);
  });
});

it('Mattermost gets no more than it accepts', async () => {
  const { url, requests } = await receive();
  const long = alarmLine({
    title: 'x'.repeat(300),
    text: '*'.repeat(300),
    action: '*'.repeat(300),
    contact: '*'.repeat(300),
  });
  await senders.send(mattermost(url), delivery(incident({ opened: Array.from({ length: 10 }, () => long) })));
  expect((JSON.parse(requests[0]?.body ?? '') as { text: string }).text).toHaveLength(16_000);
});

describe('a server that does not accept a message', () => {
  it.each([
    [500, false],
    [401, false],
    [404, false],
    [400, true],
    [413, true],
  ])('by status %i is an error; it refuses the message: %s', async (status, isRefused) => {
    const { url } = await receive(() => status);
    const error = await failure(mattermost(`${url}/hooks/abc`));
    expect([error.message, error.isRefused]).toEqual([`${new URL(url).host} answered ${status}`, isRefused]);
  });

  it('is reported with its reason, without the secret part of the URL', async () => {
    const { url } = await receive((request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `no hook at ${request.url}\n` }));
      return undefined;
    });
    const { message } = await failure(mattermost(`${url}/hooks/verysecretkey?token=anothersecret`));
    expect(message).toBe(String.raw`${new URL(url).host} answered 404: no hook at /hooks/…?…\x0a`);
  });

  it('is reported without a secret among the parameters of the URL', async () => {
    const { url } = await receive((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify('unknown token another+secret'));
      return undefined;
    });
    const { message } = await failure(mattermost(`${url}/?channel=dqm&token=another%2Bsecret`));
    expect(message).toBe(`${new URL(url).host} answered 403: unknown token …`);
  });

  it('with a long answer is reported by its status', async () => {
    const { url } = await receive((_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      const write = (): void => {
        while (!response.destroyed && response.write('"'.repeat(10_000)));
      };
      response.on('drain', write);
      write();
      return undefined;
    });
    expect((await failure(mattermost(url))).message).toBe(`${new URL(url).host} answered 500`);
  });

  it('redirects: the message is not sent to another server', async () => {
    const other = await receive();
    const { url } = await receive((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
      return undefined;
    });
    expect((await failure(mattermost(url))).message).toBe(`${new URL(url).host} answered 307`);
    expect(other.requests).toEqual([]);
  });

  it('is down, or closes the connection', async () => {
    const port = await freePort();
    const down = await failure(mattermost(`http://127.0.0.1:${port}/`));
    expect([down.message, down.isRefused]).toEqual([`127.0.0.1:${port}: connection refused (ECONNREFUSED)`, false]);
    const { url } = await receive((_request, response) => {
      response.destroy();
      return undefined;
    });
    expect((await failure(mattermost(url))).message).toBe(`${new URL(url).host}: connection closed`);
  });
});

describe('a webhook', () => {
  it('gets the message as JSON, signed with its id and time', async () => {
    const { url, requests } = await receive();
    const secret = '0123456789abcdef';
    await senders.send({ ...routing, kind: 'webhook', url, secret }, delivery());
    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: '' }] = requests;
    const { id, composedAt, message } = delivery();
    expect(JSON.parse(body)).toEqual({ id, composedAt: composedAt.toISOString(), message });
    expect(headers['webhook-id']).toBe(id);
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(600_000);
  });

  it('has the signature of the Standard Webhooks specification', () => {
    const text = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', text)).toBe(expected);
  });
});

describe('an e-mail', () => {
  it('has text and HTML, and an id that is the same at each attempt', async () => {
    const { port, mails } = await receiveMail();
    const message = incident({ opened: [alarmLine({ title: 'Größe <1>' })] });
    expect(await senders.send(email(`smtp://127.0.0.1:${port}`), delivery(message))).toBeUndefined();
    expect(mails).toMatchObject([{ from: 'hdqm@example.org', to: ['expert@example.org'] }]);
    const { headers, source } = mails[0] ?? { headers: new Map<string, string>(), source: '' };
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'HDQM <hdqm@example.org>',
      subject: 'HDQM: 1 new alarm (warning), run 367123: Tracker: charge',
      'message-id': `<${delivery().id}@example.org>`,
      references: '<hdqm-incident-367123@example.org>',
      'auto-submitted': 'auto-generated',
    });
    expect(headers.get('content-type')).toMatch(/^multipart\/alternative/);
    expect(source).toMatch(/text\/plain[\s\S]+text\/html/);
  });

  it('that a server refuses is an error; it refuses the message only by a permanent code', async () => {
    const refuse = (responseCode: number): Promise<MailReceiver> =>
      receiveMail({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })) });
    const [permanent, temporary] = [await refuse(550), await refuse(450)];
    const error = await failure(email(`smtp://127.0.0.1:${permanent.port}`));
    expect([error.message, error.isRefused]).toEqual([expect.stringMatching(/^127\.0\.0\.1: .*550 no/), true]);
    expect((await failure(email(`smtp://127.0.0.1:${temporary.port}`))).isRefused).toBe(false);
    const down = await failure(email(`smtp://127.0.0.1:${await freePort()}`));
    expect([down.message, down.isRefused]).toEqual([expect.stringContaining('ECONNREFUSED'), false]);
  });

  it('of which a server refuses some recipients is sent to the others', async () => {
    const { port, mails } = await receiveMail({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('former') ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
    });
    const receiver = email(`smtp://127.0.0.1:${port}`, ['former@example.org', 'Expert <expert@example.org>']);
    expect(await senders.send(receiver, delivery())).toBe('127.0.0.1 refused former@example.org');
    expect(mails).toMatchObject([{ to: ['expert@example.org'] }]);
  });

  it('is sent over TLS with a password, to a server whose certificate is trusted', async () => {
    const certificates = path.join(import.meta.dirname, '../../enrich/certificates');
    const logins: unknown[] = [];
    const { port, mails } = await receiveMail({
      secure: true,
      disabledCommands: [],
      authOptional: false,
      key: readFileSync(path.join(certificates, 'key.pem')),
      cert: readFileSync(path.join(certificates, 'certificate.pem')),
      onAuth: ({ username, password }, _session, done) => {
        logins.push([username, password]);
        done(null, { user: 'hdqm' });
      },
    });
    const receiver = email(`smtps://hdqm:p%40ss@localhost:${port}`);
    expect((await failure(receiver)).message).toMatch(/certificate/i);
    const trusting = openSenders({ CA_FILE: path.join(certificates, 'certificate.pem') });
    onTestFinished(() => trusting.close());
    await trusting.send(receiver, delivery());
    expect(logins).toEqual([['hdqm', 'p@ss']]);
    expect(mails).toHaveLength(1);
  });
});
