import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startServer, type WebServer } from '../../../../../server/api/server.ts';
import type { App } from '../../../../../server/app/app.ts';
import { readSettings } from '../../../../../server/app/settings.ts';
import { storeNotifications } from '../../../../../server/store/notifications/alarm-news.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';
import { serverOptions } from '../../../../integration/server-context.ts';
import { type HttpReceiver, startHttpReceiver } from '../../../notify/http-receiver.ts';
import { writeFolder } from '../../../plan/config-folder.ts';

let test: TestDatabase;
let chat: HttpReceiver;
beforeAll(async () => {
  test = await freshDatabase();
  chat = await startHttpReceiver(({ url }) => (url.startsWith('/accepts') ? 200 : 500));
});
afterAll(async () => {
  await chat.close();
  await test.drop();
});

/** A server with two receivers, of which one accepts messages. */
async function serve(publicUrl?: string): Promise<WebServer> {
  const folder = await writeFolder({
    'notify.ini': `[mattermost:chat]
url = ${chat.url}/accepts-verysecretkey
subsystems = Tracker, Pixel*
severity = error
[mattermost:down]
url = ${chat.url}/down`,
  });
  const { jobs, installation } = serverOptions(test.database);
  const app = { settings: readSettings({ HDQM_CONFIGS: folder }) } as unknown as App;
  const server = await startServer(
    serverOptions(test.database, { jobs: { ...jobs, app }, installation: { ...installation, publicUrl } }),
    '127.0.0.1',
    0,
  );
  onTestFinished(() => server.close());
  return server;
}
async function send({ url }: WebServer, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

it('operators see the receivers of notifications with their states, without secrets', async () => {
  const notification = { receiver: 'chat', run: 1, events: [], opened: [], resolved: [], message: {} };
  await storeNotifications(test.database, [], [notification, notification]);
  await test.database.dataSource.query(
    `UPDATE notification SET state = 'failed', error = 'down', next_attempt_at = NULL WHERE id = 1`,
  );
  const fields = 'name kind target subsystems severity pending failed lastSentAt error';
  const answer = await send(await serve(), `{ notificationReceivers { ${fields} nextAttemptAt } }`);
  const target = new URL(chat.url).host;
  expect(answer).toEqual({
    data: {
      notificationReceivers: [
        {
          name: 'chat',
          kind: 'mattermost',
          target,
          subsystems: ['Tracker', 'Pixel*'],
          severity: 'error',
          pending: 1,
          failed: 1,
          lastSentAt: null,
          error: 'down',
          nextAttemptAt: expect.any(String) as string,
        },
        {
          name: 'down',
          kind: 'mattermost',
          target,
          subsystems: [],
          severity: 'warning',
          pending: 0,
          failed: 0,
          lastSentAt: null,
          error: null,
          nextAttemptAt: null,
        },
      ],
    },
  });
});

it('operators test a receiver', async () => {
  const server = await serve();
  const mutation = (name: string): string => `mutation { testNotification(receiver: "${name}") { isSent problem } }`;
  expect(await send(server, mutation('chat'))).toEqual({ data: { testNotification: { isSent: true, problem: null } } });
  const problem = `${new URL(chat.url).host} answered 500`;
  expect(await send(server, mutation('down'))).toEqual({ data: { testNotification: { isSent: false, problem } } });
  expect(await send(server, mutation('none'))).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

it('others do not', async () => {
  const server = await serve('https://hdqm.example.org');
  const before = chat.requests.length;
  for (const query of [
    '{ notificationReceivers { name } }',
    'mutation { testNotification(receiver: "chat") { isSent } }',
  ])
    expect(await send(server, query)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(chat.requests).toHaveLength(before);
});
