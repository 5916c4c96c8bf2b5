import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxNotificationAttempts } from '../../../../server/retry/policy.ts';
import { storeNotifications } from '../../../../server/store/notifications/alarm-news.ts';
import {
  type Attempt,
  failUnknownReceivers,
  nextNotificationDate,
  sendNext,
} from '../../../../server/store/notifications/outbox.ts';
import { listNotifications, listReceiverStates } from '../../../../server/store/notifications/receiver-states.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(() => test.drop());

const accepted: Attempt = { isSent: true, problem: null };
const down: Attempt = { isSent: false, problem: 'down', isRefused: false };
const refused: Attempt = { isSent: false, problem: 'refused', isRefused: true };

/** Stores notifications of these runs. */
const store = (runs: readonly number[], receiver = 'chat'): Promise<boolean> =>
  storeNotifications(
    test.database,
    [],
    runs.map((run) => ({ receiver, run, events: [], opened: [], resolved: [], message: {} })),
  );
/** The runs that are sent, until nothing is due. */
async function send(attempt: Attempt | ((run: number) => Attempt), receiver = 'chat'): Promise<number[]> {
  const runs: number[] = [];
  const made = typeof attempt === 'function' ? attempt : () => attempt;
  while (
    (await sendNext(test.database, receiver, async ({ run }) => {
      runs.push(run);
      return made(run);
    })) !== undefined
  );
  return runs;
}
const makeDue = (): Promise<unknown> =>
  test.database.dataSource.query(`UPDATE notification SET next_attempt_at = now() WHERE state = 'pending'`);
const states = async (): Promise<unknown[]> =>
  (await listNotifications(test.database, 100))
    .toReversed()
    .map(({ run, state, attempts, error }) => [run, state, attempts, error]);
/** Milliseconds until the next attempt of each pending notification, from a time on. */
const delays = async (from: number): Promise<number[]> =>
  (await listNotifications(test.database, 100)).flatMap(({ nextAttemptAt }) =>
    nextAttemptAt === null ? [] : nextAttemptAt.getTime() - from,
  );

describe('a notification', () => {
  it('is sent once, in the order in which they were stored', async () => {
    await store([3, 1, 2]);
    await store([4], 'mail');
    expect(await send(accepted)).toEqual([3, 1, 2]);
    expect(await send(accepted)).toEqual([]);
    expect(await states()).toEqual([
      [3, 'sent', 1, null],
      [1, 'sent', 1, null],
      [2, 'sent', 1, null],
      [4, 'pending', 0, null],
    ]);
  });

  it('has the same id at each attempt', async () => {
    await store([1]);
    const ids: string[] = [];
    for (const attempt of [down, accepted]) {
      await sendNext(test.database, 'chat', async ({ messageId }) => {
        ids.push(messageId);
        return attempt;
      });
      await makeDue();
    }
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('is due as before where sending it is aborted', async () => {
    await store([1]);
    const aborted = sendNext(test.database, 'chat', () => Promise.reject(new Error('stopped')));
    await expect(aborted).rejects.toThrow('stopped');
    expect(await states()).toEqual([[1, 'pending', 0, null]]);
    expect(await send(accepted)).toEqual([1]);
  });

  it('keeps what the receiver refused of it', async () => {
    await store([1]);
    await send({ isSent: true, problem: 'refused a@b.c' });
    expect(await states()).toEqual([[1, 'sent', 1, 'refused a@b.c']]);
  });
});

describe('a receiver', () => {
  it('gets messages of one process at a time', async () => {
    await store([1, 2]);
    await store([3], 'mail');
    const [others, mail] = [[] as unknown[], [] as number[]];
    await sendNext(test.database, 'chat', async () => {
      others.push(await sendNext(test.database, 'chat', async () => accepted));
      mail.push(...(await send(accepted, 'mail')));
      return accepted;
    });
    expect([others, mail]).toEqual([[undefined], [3]]);
    expect(await send(accepted)).toEqual([2]);
  });

  it('that is down gets no other message until the next attempt; the back-off doubles', async () => {
    await store([1, 2]);
    await store([3], 'mail');
    for (const milliseconds of [15_000, 30_000, 60_000]) {
      const before = Date.now();
      expect(await send(down)).toEqual([1]);
      const after = Date.now();
      const [mail = NaN, ...chat] = await delays(before);
      expect(mail).toBeLessThanOrEqual(0);
      expect(chat).toHaveLength(2);
      for (const delay of chat) {
        expect(delay).toBeGreaterThanOrEqual(milliseconds);
        expect(delay).toBeLessThanOrEqual(milliseconds + after - before);
      }
      await makeDue();
    }
    expect(await send(accepted)).toEqual([1, 2]);
    expect(await send(accepted, 'mail')).toEqual([3]);
  });

  it('that refuses a message gets the others', async () => {
    await store([1, 2]);
    expect(await send((run) => (run === 1 ? refused : accepted))).toEqual([1, 2]);
    expect(await states()).toEqual([
      [1, 'pending', 1, 'refused'],
      [2, 'sent', 1, null],
    ]);
  });

  it('that is down for a day fails all its messages', async () => {
    await store([1, 2]);
    for (let attempt = 1; attempt < maxNotificationAttempts; attempt += 1) {
      expect(await send(down)).toEqual([1]);
      await makeDue();
    }
    const result = await sendNext(test.database, 'chat', async () => down);
    expect(result).toMatchObject({ failed: 2, nextAttemptAt: null });
    expect(await states()).toEqual([
      [1, 'failed', maxNotificationAttempts, 'down'],
      [2, 'failed', maxNotificationAttempts, 'down'],
    ]);
    expect(await listReceiverStates(test.database)).toEqual([
      { receiver: 'chat', pending: 0, failed: 2, lastSentAt: null, error: 'down', nextAttemptAt: null },
    ]);
  });

  it('that does not exist any more fails its messages after a day', async () => {
    await store([1, 2], 'former');
    await store([3]);
    await test.database.dataSource.query(
      `UPDATE notification SET composed_at = now() - interval '25 hours' WHERE run IN (1, 3)`,
    );
    expect(await failUnknownReceivers(test.database, ['chat'])).toEqual(['former']);
    const error = 'no receiver of this name is configured';
    expect(await states()).toEqual([
      [1, 'failed', 0, error],
      [2, 'pending', 0, null],
      [3, 'pending', 0, null],
    ]);
  });
});

it('the next attempt is that of the receivers that exist', async () => {
  expect(await nextNotificationDate(test.database, ['chat'])).toBeUndefined();
  await store([1], 'former');
  expect(await nextNotificationDate(test.database, ['chat'])).toBeUndefined();
  await store([2]);
  expect(await nextNotificationDate(test.database, ['chat'])).toBeInstanceOf(Date);
});
