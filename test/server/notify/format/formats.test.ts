import { describe, expect, it } from 'vitest';
import { formatHtml } from '../../../../server/notify/format/html.ts';
import { formatMarkdown } from '../../../../server/notify/format/markdown.ts';
import { outline } from '../../../../server/notify/format/outline.ts';
import { formatText } from '../../../../server/notify/format/text.ts';
import { testMessage } from '../../../../server/notify/incident-message.ts';
import { alarmLine, incident } from '../messages.ts';

const message = incident({
  severity: 'error',
  subsystems: ['HCAL', 'Tracker'],
  changes: [{ quantity: 'HLT key', before: '/cdaq/a', after: '/cdaq/b' }],
  opened: [
    alarmLine({ link: 'https://hdqm.example.org/?plot=1' }),
    alarmLine({
      alarmId: 2,
      severity: 'error',
      subsystem: 'HCAL',
      title: 'Dead cells',
      action: 'Check the masks.',
      contact: 'hcal@example.org',
    }),
  ],
  resolved: [alarmLine({ alarmId: 3, title: 'Hits', text: '3.2 -> 3.1' })],
});

it('a subject counts alarms, and names the incident', () => {
  const subject = (more: Parameters<typeof incident>[0]): string => outline(incident(more)).subject;
  expect(subject({})).toBe('HDQM: 1 new alarm (warning), run 367123: Tracker: charge');
  expect(subject(message)).toBe('HDQM: 2 new alarms (error), 1 back to normal, run 367123: Tracker: charge');
  expect(subject({ opened: [], resolved: [alarmLine()] })).toBe('HDQM: 1 back to normal, run 367123: Tracker: charge');
  expect(outline(testMessage(undefined)).subject).toBe('HDQM: Test of notifications');
});

it('a plain text lists errors first, with what to do, whom to call and the links', () => {
  expect(formatText(message)).toBe(`Run 367123, started 2023-05-05 12:34 UTC
Subsystems: HCAL, Tracker
Changed at this run: HLT key, /cdaq/a → /cdaq/b

New alarms:
- error: HCAL: Dead cells (ZeroBias, PromptReco): 15,020 -> 14,310 at run 367123, 12 sigma
    What to do: Check the masks.
    Contact: hcal@example.org
- warning: Tracker: Charge of TOB layer 1 (ZeroBias, PromptReco): 15,020 -> 14,310 at run 367123, 12 sigma
    https://hdqm.example.org/?plot=1

Back to normal:
- warning: Tracker: Hits (ZeroBias, PromptReco): 3.2 -> 3.1

https://hdqm.example.org/?incident=367123
`);
});

it('Markdown has the same, with links', () => {
  expect(formatMarkdown(message)).toBe(
    String.raw`#### [HDQM: 2 new alarms (error), 1 back to normal, run 367123: Tracker: charge](https://hdqm.example.org/?incident=367123)

- Run 367123, started 2023-05-05 12:34 UTC
- Subsystems: HCAL, Tracker
- Changed at this run: HLT key, /cdaq/a → /cdaq/b

**New alarms**
- **error**: HCAL: Dead cells (ZeroBias, PromptReco): 15,020 -> 14,310 at run 367123, 12 sigma
  - What to do: Check the masks.
  - Contact: hcal@` +
      `\u200b` +
      String.raw`example.org
- warning: [Tracker: Charge of TOB layer 1 (ZeroBias, PromptReco)](https://hdqm.example.org/?plot=1): 15,020 -> 14,310 at run 367123, 12 sigma

**Back to normal**
- warning: Tracker: Hits (ZeroBias, PromptReco): 3.2 -> 3.1`,
  );
});

it('HTML has the same, with links', () => {
  const html = formatHtml(message);
  expect(html).toContain('<h2><a href="https://hdqm.example.org/?incident=367123">HDQM: 2 new alarms (error)');
  expect(html).toContain('<a href="https://hdqm.example.org/?plot=1">Tracker: Charge of TOB layer 1');
  expect(html).toContain('HCAL: Dead cells (ZeroBias, PromptReco): 15,020 -&gt; 14,310');
  expect(html).toContain('<br>What to do: Check the masks.<br>Contact: hcal@example.org</li>');
  expect(html.indexOf('Dead cells')).toBeLessThan(html.indexOf('Charge of TOB'));
});

it('all have the picture of the first new alarm that has one', () => {
  const url = 'https://hdqm.example.org/plot/Tracker/(a).png?pd=a&ps=b';
  const other = alarmLine({ title: 'Other', picture: 'https://hdqm.example.org/plot/Tracker/other.png' });
  const shown = incident({ opened: [other, alarmLine({ title: 'A [b]', severity: 'error', picture: url })] });
  expect(formatMarkdown(shown)).toMatch(/\n\n!\[A \\\[b\\\]\]\(https:.*\/%28a%29\.png\?pd=a&ps=b\)$/);
  expect(formatText(shown)).toContain(`\nPicture of A [b]: ${url}\n`);
  expect(formatHtml(shown)).toContain(`<a href="${url.replace('&', '&amp;')}">Picture of A [b]</a>`);
  expect(formatHtml(shown)).not.toContain('<img');
  for (const format of [formatMarkdown, formatText, formatHtml]) {
    expect(format(shown)).not.toContain('other.png');
    expect(format(incident({ opened: [], resolved: [other] }))).not.toContain('other.png');
  }
});

describe('a long incident', () => {
  const opened = Array.from({ length: 44 }, (_, index) =>
    alarmLine({ alarmId: index, title: `Plot ${index}.`, severity: index === 43 ? 'error' : 'warning' }),
  );
  it.each([
    ['text', formatText],
    ['Markdown', formatMarkdown],
    ['HTML', formatHtml],
  ])('lists ten alarms as %s and counts the others', (_name, format) => {
    const text = format(incident({ opened }));
    expect(text).toContain('Plot 43.');
    expect(text).toContain('Plot 8.');
    expect(text).not.toContain('Plot 9.');
    expect(text).toContain('… and 34 more');
  });
});

describe('names and texts', () => {
  const hostile = alarmLine({
    title: '<script>alert(1)</script> [x](http://evil) **b** @all\r\nBcc: a@b.c',
    text: 'a & b "c" \'d\' `code` | #tag',
    link: 'https://hdqm.example.org/?a=1&b="(2)"',
  });
  const nasty = incident({ name: 'a\r\nBcc: a@b.c', opened: [hostile], link: null });

  it('are escaped in HTML', () => {
    const html = formatHtml(nasty);
    expect(html).not.toMatch(/<script|"\(2\)"/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('a &amp; b &quot;c&quot; &#39;d&#39;');
    expect(html).toContain('href="https://hdqm.example.org/?a=1&amp;b=&quot;(2)&quot;"');
  });

  it('are escaped in Markdown, and notify nobody', () => {
    const line = formatMarkdown(nasty).split('\n').at(-1);
    expect(line).toBe(
      String.raw`- warning: [Tracker: <script>alert(1)</script> \[x\](http://evil) \*\*b\*\* @` +
        '\u200b' +
        String.raw`all Bcc: a@` +
        '\u200b' +
        String.raw`b.c (ZeroBias, PromptReco)](https://hdqm.example.org/?a=1&b="%282%29"): a & b "c" 'd' \`code\` \| \#tag`,
    );
  });

  it('add no lines', () => {
    expect(outline(nasty).subject).toBe('HDQM: 1 new alarm (warning), run 367123: a Bcc: a@b.c');
    expect(formatText(nasty).split('\n')).toHaveLength(7);
  });

  it('are truncated where they are long', () => {
    const text = formatText(
      incident({ opened: [alarmLine({ title: 'x'.repeat(100_000), action: 'y'.repeat(100_000) })] }),
    );
    expect(text.length).toBeLessThan(1500);
    expect(text).toContain('xxx…');
  });
});
