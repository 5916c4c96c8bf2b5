import { beforeEach, describe, expect, it } from 'vitest';
import { FairShare, fairShareLimits, type ThreadClock, type Turn } from '../../../../server/api/http/fair-share.ts';

/** A clock that is set by hand. */
class TestClock implements ThreadClock {
  private time = 0;
  private busyTime = 0;
  private timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  busy(): number {
    return this.busyTime;
  }

  after(ms: number, callback: () => void): void {
    this.timers.push({ at: this.time + ms, callback });
  }

  /** Lets time pass, during which the thread is busy or idle. */
  pass(ms: number, utilization: number): void {
    this.time += ms;
    this.busyTime += ms * utilization;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { callback } of due) callback();
  }
}

let clock: TestClock;
let share: FairShare;
let started: string[];

beforeEach(() => {
  clock = new TestClock();
  share = new FairShare(clock);
  started = [];
});

function enter(address: string, name: string): Turn {
  const turn = share.enter(address, () => started.push(name));
  if (!turn) throw new Error(`${name} was rejected`);
  return turn;
}

/** An address that had four requests open for three seconds, and a second address that is active. */
function overload(utilization = 1): Turn[] {
  const turns = ['a', 'b', 'c', 'd'].map((name) => enter('busy', name));
  clock.pass(3_000, utilization);
  enter('other', 'other').end();
  started = [];
  return turns;
}

describe('an address with several open requests, beside another', () => {
  it('runs one request at a time, each followed by a pause', () => {
    const turns = overload();
    const [first] = [enter('busy', 'first'), enter('busy', 'second')];
    expect(started).toEqual([]);
    for (const turn of turns) turn.end();
    expect(started).toEqual([]);
    const other = enter('other', 'other');
    clock.pass(3_000 * fairShareLimits.pause, 1);
    expect(started).toEqual(['other', 'first']);
    clock.pass(100, 1);
    first?.end();
    clock.pass(100 * fairShareLimits.pause - 1, 1);
    expect(started).toEqual(['other', 'first']);
    clock.pass(1, 1);
    expect(started).toEqual(['other', 'first', 'second']);
    other.end();
  });

  it('does not delay the other', () => {
    overload();
    enter('busy', 'first');
    enter('other', 'other');
    expect(started).toEqual(['other']);
  });

  it('has no pause while the thread is idle, as when all wait for the database', () => {
    for (const turn of overload(0.01)) turn.end();
    enter('busy', 'first');
    expect(started).toEqual(['first']);
  });

  it('runs few requests at a time from the beginning', () => {
    enter('other', 'other');
    const turns = Array.from({ length: fairShareLimits.running + 1 }, (_, index) => enter('busy', `${index}`));
    expect(started).toEqual(['other', '0', '1', '2']);
    turns[0]?.end();
    expect(started).toEqual(['other', '0', '1', '2', '3']);
  });

  it('is not limited any more when the other has left', () => {
    const turns = overload();
    enter('busy', 'first');
    clock.pass(10_000, 1);
    turns[0]?.end();
    expect(started).toEqual(['first']);
  });

  it('has a limited number of waiting requests, without those that were closed', () => {
    overload();
    const waiting = Array.from({ length: fairShareLimits.waiting }, (_, index) => enter('busy', `${index}`));
    expect(share.enter('busy', () => started.push('too many'))).toBeUndefined();
    waiting[0]?.end();
    waiting[0]?.end();
    enter('busy', 'last');
    expect(share.enter('busy', () => started.push('too many'))).toBeUndefined();
    expect(started).toEqual([]);
  });
});

describe('no limit', () => {
  it('applies to an address that is alone', () => {
    for (let index = 0; index < 100; index += 1) {
      enter('only', `${index}`);
      clock.pass(100, 1);
    }
    expect(started).toHaveLength(100);
  });

  it('applies to an address that sends one request after the other', () => {
    enter('other', 'other');
    for (let index = 0; index < 100; index += 1) {
      const turn = enter('one', `${index}`);
      expect(started).toContain(`${index}`);
      clock.pass(100, 1);
      turn.end();
    }
  });
});

it('forgets an address some seconds after its last request', () => {
  const open = enter('open', 'open');
  for (let index = 0; index < 1_000; index += 1) enter(`${index}`, `${index}`).end();
  expect(share.size).toBe(1_001);
  clock.pass(6_000, 0.5);
  enter('new', 'new').end();
  expect(share.size).toBe(2);
  open.end();
});
