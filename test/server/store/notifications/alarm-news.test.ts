import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findAlarmNews,
  findAnnouncements,
  type NewNotification,
  storeNotifications,
} from '../../../../server/store/notifications/alarm-news.ts';
import { listNotifications } from '../../../../server/store/notifications/receiver-states.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { addEvent, openAlarm } from '../alarm-rows.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(() => test.drop());

const notification = (more: Partial<NewNotification> = {}): NewNotification => ({
  receiver: 'chat',
  run: 367123,
  events: ['1'],
  opened: [],
  resolved: [],
  message: { name: 'NUL \0' },
  ...more,
});

describe('news', () => {
  it('are the events of alarms that nothing has been composed from', async () => {
    const [first, second] = [await openAlarm(test.database), await openAlarm(test.database)];
    await addEvent(test.database, first, 'worsened');
    const news = await findAlarmNews(test.database);
    expect(news).toEqual([
      { alarmId: first, eventIds: ['1', '3'], kinds: ['opened', 'worsened'] },
      { alarmId: second, eventIds: ['2'], kinds: ['opened'] },
    ]);
    expect(await storeNotifications(test.database, news, [])).toBe(true);
    expect(await findAlarmNews(test.database)).toEqual([]);
    await addEvent(test.database, second, 'resolved');
    expect(await findAlarmNews(test.database)).toEqual([{ alarmId: second, eventIds: ['4'], kinds: ['resolved'] }]);
  });

  it('are not what the first judgement of a database finds, and nothing that is older than a week', async () => {
    await openAlarm(test.database, { announced: false });
    await openAlarm(test.database);
    await test.database.dataSource.query(`UPDATE alarm_event SET at = now() - interval '8 days' WHERE announced`);
    expect(await findAlarmNews(test.database)).toEqual([]);
  });
});

describe('notifications', () => {
  it('are stored in their order with the events that they are composed from', async () => {
    await openAlarm(test.database);
    const news = await findAlarmNews(test.database);
    const stored = [notification({ opened: [1] }), notification({ receiver: 'mail', run: 3, resolved: [2, 3] })];
    expect(await storeNotifications(test.database, news, stored)).toBe(true);
    expect((await listNotifications(test.database, 10)).toReversed()).toMatchObject([
      { receiver: 'chat', run: 367123, events: ['1'], opened: [1], resolved: [], state: 'pending', attempts: 0 },
      { receiver: 'mail', run: 3, opened: [], resolved: [2, 3], message: { name: 'NUL \ufffd' } },
    ]);
  });

  it('of processes that compose the same events at the same time are stored once', async () => {
    for (let alarm = 0; alarm < 5; alarm += 1) await openAlarm(test.database);
    const news = await findAlarmNews(test.database);
    const results = await Promise.all(
      [news, news.toReversed(), news.slice(2)].map((some) =>
        storeNotifications(test.database, some, [notification({ run: some.length })]),
      ),
    );
    const stored = await listNotifications(test.database, 10);
    expect(stored).toHaveLength(results.filter(Boolean).length);
    const rest = await findAlarmNews(test.database);
    expect(stored.reduce((sum, { run }) => sum + run, 0) + rest.length).toBe(5);
  });

  it('are not stored where some of the events are already composed', async () => {
    await openAlarm(test.database);
    const before = await findAlarmNews(test.database);
    await storeNotifications(test.database, before, []);
    await openAlarm(test.database);
    const both = [...before, ...(await findAlarmNews(test.database))];
    expect(await storeNotifications(test.database, both, [notification()])).toBe(false);
    expect(await findAlarmNews(test.database)).toHaveLength(1);
    expect(await listNotifications(test.database, 10)).toEqual([]);
  });
});

describe('announcements', () => {
  it('are what each receiver got last, except for what failed', async () => {
    await storeNotifications(
      test.database,
      [],
      [
        notification({ opened: [1, 2] }),
        notification({ run: 4, resolved: [1] }),
        notification({ receiver: 'mail', opened: [1] }),
        notification({ receiver: 'former', opened: [1] }),
      ],
    );
    await test.database.dataSource.query(`UPDATE notification SET state = 'failed' WHERE receiver = 'former'`);
    expect(await findAnnouncements(test.database, [1])).toEqual([
      { receiver: 'chat', alarmId: 1, run: 4, isOpen: false },
      { receiver: 'mail', alarmId: 1, run: 367123, isOpen: true },
    ]);
    expect(await findAnnouncements(test.database, [2, 3])).toMatchObject([{ receiver: 'chat', alarmId: 2 }]);
  });
});
