import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentFileError, parseEnvironmentFile } from '../../../server/app/environment-file.ts';

const parse = (text: string): Record<string, string> => parseEnvironmentFile(text, 'hdqm.env');

const unescape = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_all, one: string) => ({ n: '\n', t: '\t' })[one] ?? one);

describe('parseEnvironmentFile', () => {
  it('takes values literally: nothing is expanded or run', () => {
    expect(parse('DATABASE_URL=postgresql://hdqm:a$b&c#d@db/hdqm?x=1\nSCAN_SCHEDULE=0 3 * * *\n')).toEqual({
      DATABASE_URL: 'postgresql://hdqm:a$b&c#d@db/hdqm?x=1',
      SCAN_SCHEDULE: '0 3 * * *',
    });
    expect(parse('A=`id` $(id) ~ ${HOME} ; b | c > d')).toEqual({ A: '`id` $(id) ~ ${HOME} ; b | c > d' });
    expect(parse(`A='$x "q" \\n'\nB="\\$x \\"q\\" \\n"`)).toEqual({ A: '$x "q" \\n', B: '$x "q" \\n' });
  });

  it('skips comments and empty lines; the last value of a name counts', () => {
    expect(parse('# a=1\n;b=2\n\n  A = 1 \r\nA=2 # no comment\nB=\n')).toEqual({ A: '2 # no comment', B: '' });
  });

  it('names the line of what is no variable, and of a quote that is not closed, and shows no value', () => {
    expect(() => parse('A=1\nexport SECRET=geheim\n')).toThrow(EnvironmentFileError);
    expect(() => parse('A=1\nexport SECRET=geheim\n')).toThrow(/^hdqm\.env:2: not a variable\. Write NAME=value/);
    expect(() => parse('geheim')).toThrow(/^hdqm\.env:1: not a variable/);
    expect(() => parse('A=1\n\nB="geheim\nC=2\n')).toThrow(/^hdqm\.env:3: the quote in the value of B is not closed/);
    expect(() => parse('A=1\n=geheim')).not.toThrow(/geheim/);
  });

  const generator = '/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator';
  it.skipIf(!existsSync(generator))('gives the values of systemd itself (skipped if systemd is not installed)', () => {
    const text = [
      'A=b"c d"',
      'B="a" "b"c  ',
      'C=x\\\ny # z',
      'D=a\\ ',
      'E="q\\"\\z\\\nr"',
      `F='it\\s "q"'`,
      '; comment',
      '  # comment',
      '  H = 5 \t',
      'J=a\\\\b\\"c',
      "K=it's",
      'L="two\nlines"',
      "M='two\nlines'  x",
      'N=0 3 * * *',
      'O=postgresql://hdqm:a&b#c;d@db/hdqm?x=%2F',
      'P=ü\t€ ',
      'Q=~/*',
      'N=last',
    ].join('\n');
    const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-environment-'));
    mkdirSync(path.join(folder, 'environment.d'));
    writeFileSync(path.join(folder, 'environment.d/hdqm.conf'), text);
    // Prints one line per variable, in the same syntax; a value is never more than one quoted text.
    const { stdout } = spawnSync(generator, { env: { XDG_CONFIG_HOME: folder }, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const expected = Object.fromEntries(
      stdout
        .split(/\n(?=[A-Z_]+=)/)
        .map((line) => /^([A-Z_]+)=(.*?)\n?$/s.exec(line)?.slice(1) ?? [])
        .filter(([name = '']) => name.length === 1)
        .map(([name, value = '']) => [name, value.startsWith('"') ? unescape(value.slice(1, -1)) : value]),
    );
    expect(Object.keys(expected).length).toBeGreaterThan(12);
    expect(parse(text)).toEqual(expected);
  });
});
