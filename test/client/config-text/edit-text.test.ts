import { describe, expect, it } from 'vitest';
import {
  appendSection,
  copySection,
  freeName,
  renameSection,
  replaceInLine,
  setEntry,
} from '../../../client/config-text/edit-text.ts';
import { sectionsOf } from '../../../client/config-text/ini-text.ts';

const text = `# first
[plot:a]
Metric=basic.Mean()
relativePath =
    x/y
    # renamed
    z
yTitle : Y

; second
[plot:b]
metric = basic.StdDev()`;

function edited(from: string, name: string, key: string, value: string): string {
  const section = sectionsOf(from).find((each) => each.name === name);
  return section ? setEntry(from, section, key, value) : 'no such section';
}

describe('setEntry', () => {
  it('replaces a value and keeps the spelling of the key', () => {
    expect(edited(text, 'a', 'metric', 'basic.StdDev()')).toBe(
      text.replace('Metric=basic.Mean()', 'Metric= basic.StdDev()'),
    );
    expect(edited(text, 'a', 'ytitle', 'Z')).toBe(text.replace('yTitle : Y', 'yTitle : Z'));
    expect(edited(text, 'b', 'metric', 'fits.Flat()')).toBe(text.replace('basic.StdDev()', 'fits.Flat()'));
  });

  it('replaces several lines by one and one by several, and keeps comments', () => {
    const one = text.replace('relativePath =\n    x/y\n    # renamed\n    z', 'relativePath = w\n    # renamed');
    expect(edited(text, 'a', 'relativePath', ' w ')).toBe(one);
    expect(edited(one, 'a', 'relativePath', 'x/y\n\nz')).toBe(
      one.replace('relativePath = w', 'relativePath =\n    x/y\n    z'),
    );
  });

  it('removes an entry', () => {
    expect(edited(text, 'a', 'yTitle', '')).toBe(text.replace('yTitle : Y\n', ''));
    expect(edited(text, 'b', 'metric', ' ')).toBe(text.replace('metric = basic.StdDev()', ''));
  });

  it('inserts a missing key in the default order, and nothing without a value', () => {
    expect(edited(text, 'a', 'threshold', '100')).toBe(text.replace('    z\n', '    z\nthreshold = 100\n'));
    expect(edited(text, 'a', 'error.Cosmics', '1..')).toBe(
      text.replace('yTitle : Y\n', 'yTitle : Y\nerror.Cosmics = 1..\n'),
    );
    expect(edited(text, 'b', 'yTitle', 'B')).toBe(`${text}\nyTitle = B\n`);
    expect(edited('[plot:c]', 'c', 'metric', 'm')).toBe('[plot:c]\nmetric = m\n');
    expect(edited(text, 'a', 'contact', '')).toBe(text);
  });

  it('keeps the ends of lines and the indentation', () => {
    const windows = '[plot:a]\r\n  metric = m\r\n  yTitle = y\r\n';
    expect(edited(windows, 'a', 'metric', 'n')).toBe('[plot:a]\r\n  metric = n\r\n  yTitle = y\r\n');
    expect(edited(windows, 'a', 'yTitle', '1\n2')).toBe(
      '[plot:a]\r\n  metric = m\r\n  yTitle =\r\n      1\r\n      2\r\n',
    );
  });

  it('gives the value that was set, whatever it contains', () => {
    for (const value of ['= : x', '$& $1', "'#' ; [plot:z]", 'a\n[b]\nc = d']) {
      const after = edited(text, 'a', 'description', value);
      const section = sectionsOf(after)[0];
      expect(section?.entries.find(({ key }) => key === 'description')?.value).toBe(value);
      expect(sectionsOf(after).map(({ name }) => name)).toEqual(['a', 'b']);
    }
  });
});

describe('sections', () => {
  const [a, b] = sectionsOf(text);
  it('are renamed', () => {
    expect(a && renameSection(text, a, 'c$&')).toBe(text.replace('[plot:a]', () => '[plot:c$&]'));
    const [open] = sectionsOf('[plot:a\nx = 1');
    expect(open && renameSection('[plot:a\nx = 1', open, 'b')).toBe('[plot:b]\nx = 1');
  });

  it('are copied without the comment of the next one', () => {
    expect(a && copySection(text, a, 'a_2')).toBe(
      `${text}\n\n[plot:a_2]\nMetric=basic.Mean()\nrelativePath =\n    x/y\n    # renamed\n    z\nyTitle : Y\n`,
    );
    expect(b && copySection(text, b, 'c')).toBe(`${text}\n\n[plot:c]\nmetric = basic.StdDev()\n`);
  });

  it('are appended', () => {
    expect(appendSection('', '[plot:a]\nx = 1\n')).toBe('[plot:a]\nx = 1\n');
    expect(appendSection('[plot:b]\r\n\r\n', '[plot:a]\nx = 1\n')).toBe('[plot:b]\r\n\r\n[plot:a]\r\nx = 1\r\n');
  });

  it('get a name that is free', () => {
    expect(freeName(sectionsOf('[plot:a]\n[plot:a_2]'), 'a')).toBe('a_3');
  });
});

describe('replaceInLine', () => {
  it('replaces a word where the line has it', () => {
    expect(replaceInLine(text, 12, 'basic.StdDev', 'basic.$&')).toBe(text.replace('basic.StdDev', () => 'basic.$&'));
    expect(replaceInLine(text, 3, 'StdDev', 'Mean')).toBe(text);
  });
});
