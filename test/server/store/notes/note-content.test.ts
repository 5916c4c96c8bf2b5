import { describe, expect, it } from 'vitest';
import { NoteError, noteLimits, parseContent } from '../../../../server/store/notes/note-content.ts';

const note = { firstRun: 365_000, lastRun: 365_010, kind: 'intervention', text: 'HV on' };

describe('parseContent', () => {
  it('completes what is not given, and trims texts', () => {
    expect(parseContent({ ...note, lastRun: undefined, text: ' *HV* on\n', link: ' https://elog.example/1 ' })).toEqual(
      {
        firstRun: 365_000,
        lastRun: null,
        fill: null,
        subsystem: null,
        config: null,
        primaryDataset: null,
        processing: null,
        kind: 'intervention',
        text: '*HV* on',
        link: 'https://elog.example/1',
        newBaseline: false,
      },
    );
    expect(parseContent({ fill: 8_700, kind: 'remark', text: 'x' })).toMatchObject({ fill: 8_700, firstRun: null });
  });

  it.each([
    ['no runs', { firstRun: null }, /^firstRun: a note must have either firstRun or fill$/],
    ['runs and a fill', { fill: 8_700 }, /^firstRun: a note must have either firstRun or fill$/],
    ['a last run of a fill', { firstRun: null, fill: 8_700 }, /^lastRun: a note on a fill has no lastRun$/],
    ['an end before its beginning', { lastRun: 364_999 }, /^lastRun: must not be before firstRun$/],
    ['run 0', { firstRun: 0 }, /^firstRun: /],
    ['half a run', { firstRun: 1.5 }, /^firstRun: /],
    ['a run as text', { firstRun: '365000' }, /^firstRun: /],
    ['a run beyond the range', { lastRun: 2 ** 31 }, /^lastRun: /],
    ['a config without its subsystem', { config: 'Mean' }, /^subsystem: must be given with config$/],
    ['an empty subsystem', { subsystem: ' ' }, /^subsystem: /],
    ['a name too long', { subsystem: 'x'.repeat(noteLimits.name + 1) }, /^subsystem: /],
    ['another kind', { kind: 'rumour' }, /^kind: /],
    ['no text', { text: ' \n ' }, /^text: /],
    ['a text too long', { text: 'x'.repeat(noteLimits.text + 1) }, /^text: /],
    ['a script as link', { link: 'javascript:alert(1)' }, /^link: must be an http or https URL$/],
    [
      'a link with a blank inside its scheme',
      { link: 'java\tscript:alert(1)' },
      /^link: must be an http or https URL$/,
    ],
    ['data as link', { link: 'data:text/html,<script>alert(1)</script>' }, /^link: must be an http or https URL$/],
    ['a path as link', { link: '/runs' }, /^link: must be an http or https URL$/],
    ['a baseline that is no boolean', { newBaseline: 'yes' }, /^newBaseline: /],
  ])('rejects a note with %s', (_, change, message) => {
    expect(() => parseContent({ ...note, ...change })).toThrow(NoteError);
    expect(() => parseContent({ ...note, ...change })).toThrow(message);
  });

  it.each([null, [], 'note', 1])('rejects %j', (value) => {
    expect(() => parseContent(value)).toThrow(NoteError);
  });
});
