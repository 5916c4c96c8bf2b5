import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliver } from '../../../server/notify/deliver.ts';
import type { Receiver } from '../../../server/notify/receivers.ts';
import { storeNotifications } from '../../../server/store/notifications/alarm-news.ts';
import { listNotifications } from '../../../server/store/notifications/receiver-states.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(() => test.drop());

it('an unexpected error for a receiver is thrown after the messages of the others are sent', async () => {
  const names = ['broken', 'a', 'b', 'c', 'd', 'e'];
  const receivers = names.map((name): Receiver => ({
    name,
    kind: 'mattermost',
    url: '',
    subsystems: [],
    severity: 'error',
  }));
  const notifications = names.map((receiver) => ({
    receiver,
    run: 1,
    events: [],
    opened: [],
    resolved: [],
    message: {},
  }));
  await storeNotifications(test.database, [], notifications);
  const delivered = deliver(
    {
      database: test.database,
      log: pino({ level: 'silent' }),
      stopping: new AbortController().signal,
      senders: {
        send: ({ name }) => (name === 'broken' ? Promise.reject(new Error('unexpected')) : Promise.resolve(undefined)),
      },
    },
    receivers,
  );
  await expect(delivered).rejects.toThrow('unexpected');
  const states = (await listNotifications(test.database, 10)).map(({ receiver, state }) => [receiver, state]);
  expect(states.toReversed()).toEqual(names.map((name) => [name, name === 'broken' ? 'pending' : 'sent']));
});
