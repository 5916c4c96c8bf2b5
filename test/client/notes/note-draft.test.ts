import { describe, expect, it } from 'vitest';
import { draftOf, inputOf, newDraft, problemsOf } from '../../../client/notes/note-draft.ts';

const draft = { ...newDraft({ firstRun: 366_409 }), text: ' HV on ' };
const everywhere = { subsystem: null, config: null, primaryDataset: null, processing: null };
const rest = { ...everywhere, kind: 'remark', text: 'HV on', link: null, newBaseline: false };

describe('inputOf', () => {
  it('takes the runs of the chosen extent only', () => {
    const typed = { ...draft, lastRun: '366414', fill: '8700' };
    expect(inputOf({ ...typed, extent: 'run' })).toEqual({ ...rest, firstRun: 366_409, lastRun: 366_409, fill: null });
    expect(inputOf({ ...typed, extent: 'range' })).toEqual({
      ...rest,
      firstRun: 366_409,
      lastRun: 366_414,
      fill: null,
    });
    expect(inputOf({ ...typed, extent: 'open' })).toEqual({ ...rest, firstRun: 366_409, lastRun: null, fill: null });
    expect(inputOf({ ...typed, extent: 'fill' })).toEqual({ ...rest, firstRun: null, lastRun: null, fill: 8700 });
  });

  it.each([
    { text: ' ' },
    { firstRun: '' },
    { firstRun: '36x' },
    { firstRun: '0' },
    { extent: 'range' as const, lastRun: '' },
    { extent: 'range' as const, lastRun: '366408' },
    { extent: 'fill' as const },
    { link: 'javascript:alert(1)' },
    { link: 'elog.example/77' },
  ])('is undefined with %j', (change) => {
    expect(inputOf({ ...draft, ...change })).toBeUndefined();
  });

  it('drops a config without its subsystem', () => {
    expect(inputOf({ ...draft, config: 'Mean' })?.config).toBeNull();
    expect(inputOf({ ...draft, subsystem: 'Tracker', config: ' Mean ' })?.config).toBe('Mean');
  });
});

describe('problemsOf', () => {
  it('names the fields that are wrong, not those that are empty', () => {
    expect(problemsOf({ ...draft, firstRun: '' })).toEqual({});
    expect(problemsOf({ ...draft, firstRun: 'x', link: 'ftp://x' })).toEqual({
      firstRun: 'a run number',
      link: 'an address that begins with https:// or http://',
    });
  });
});

it('a draft of a note says the same as the note', () => {
  const history = { id: '1', revision: 3, author: 'Ada', createdAt: '', editedBy: null, editedAt: null, events: [] };
  const retired = { retiredBy: null, retiredAt: null, retiredReason: null };
  for (const said of [
    { firstRun: 7, lastRun: 7, fill: null },
    { firstRun: 7, lastRun: 9, fill: null },
    { firstRun: 7, lastRun: null, fill: null },
  ]) {
    const note = {
      ...rest,
      kind: 'problem' as const,
      subsystem: 'Tracker',
      config: 'Mean',
      ...said,
      link: 'https://x.y/',
    };
    expect(inputOf(draftOf({ ...history, ...retired, ...note }))).toEqual(note);
  }
  const onFill = { ...history, ...retired, ...rest, kind: 'remark' as const, firstRun: 7, lastRun: 9, fill: 3 };
  expect(inputOf(draftOf(onFill))).toEqual({ ...rest, firstRun: null, lastRun: null, fill: 3 });
});
