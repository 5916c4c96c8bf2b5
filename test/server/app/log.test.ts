import { expect, it } from 'vitest';
import { openLog } from '../../../server/app/log.ts';

it('writes one line of printable characters per event', () => {
  const lines: string[] = [];
  const log = openLog({ LOG_LEVEL: 'silent' }, { write: (line) => void lines.push(line) });
  log.child({ path: 'a\u001b\u009b\nb' }).warn({ folder: '\u202e' }, 'failed: x\u001b[2J\n{"level":30}\u009b');
  log.info('plain');
  expect(lines).toHaveLength(2);
  expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: String.raw`failed: x\x1b[2J\x0a{"level":30}\x9b`,
    path: 'a\u001b\u009b\nb',
    folder: '\u202e',
  });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ msg: 'plain' });
});
