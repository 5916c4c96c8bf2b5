import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sectionAt, sectionsOf, valueOf } from '../../../client/config-text/ini-text.ts';
import { parseIni } from '../../../server/plan/ini.ts';

const configs = path.join(import.meta.dirname, '../../../configs');
/** Of plots: rule files may consist of comments. */
const files = readdirSync(configs, { recursive: true, encoding: 'utf8' }).filter((file) => /\/.*\.ini$/.test(file));

/** The sections as both parsers give them. */
const toPlain = (text: string) => ({
  own: sectionsOf(text).map(({ header, line, entries }) => ({
    header,
    line,
    entries: entries.map(({ key, value, line }) => ({ key, value, line })),
  })),
  server: parseIni(text).sections.map(({ header, line, entries }) => ({
    header,
    line,
    entries: [...entries.values()],
  })),
});

describe('sectionsOf', () => {
  it.each(files)('agrees with the parser of the server on configs/%s', (file) => {
    const { own, server } = toPlain(readFileSync(path.join(configs, file), 'utf8'));
    expect(own.length).toBeGreaterThan(0);
    expect(own).toEqual(server);
  });

  it.each([
    [
      'colons and comments',
      '# a\n[plot: b ] ; c\n; d\nMetric : e = f\n  # g\n  h\n\n  i\nkey=\n[limits:b]\nwarning=1..',
    ],
    ['ends of lines of all systems', '[plot:a]\r\nx = 1\r\ny = 2\rz = 3\n'],
    ['an indented section', '  [plot:a]\n  x = 1\n  y = 2\n    3'],
    ['a line without a key', '[plot:a]\nnothing\n  more\n= 2\nx = 1'],
    ['a text before the first section', 'x = 1\n[plot:a]\ny = 2'],
    ['a header without its end', '[plot:a\nx = 1'],
  ])('agrees with the parser of the server on %s', (_, text) => {
    const { own, server } = toPlain(text);
    expect(own).toEqual(server);
  });

  it('gives the lines of sections and of values', () => {
    const [first, second] = sectionsOf(
      '[plot:a]\nrelativePath =\n  x\n  # renamed\n  y\n\n# of b\n[plot:b]\nmetric = m\n',
    );
    expect(first).toMatchObject({ kind: 'plot', name: 'a', line: 1, endLine: 7 });
    expect(first?.entries).toEqual([{ key: 'relativePath', value: 'x\ny', line: 2, endLine: 5 }]);
    expect(second).toMatchObject({ name: 'b', line: 8, endLine: 10 });
  });
});

describe('sectionAt', () => {
  const sections = sectionsOf('# head\n[plot:a]\nx = 1\n\n[plot:b]\nx = 2\n');
  it.each([
    [1, 'a'],
    [2, 'a'],
    [4, 'a'],
    [5, 'b'],
    [99, 'b'],
  ])('finds for line %i section %s', (line, name) => {
    expect(sectionAt(sections, line)?.name).toBe(name);
  });
  it('finds none in an empty text', () => expect(sectionAt([], 1)).toBeUndefined());
});

describe('valueOf', () => {
  it('ignores the case of keys', () => {
    const [section] = sectionsOf('[plot:a]\nRELATIVEPATH = x');
    expect(section && valueOf(section, 'relativePath')).toBe('x');
    expect(section && valueOf(section, 'metric')).toBe('');
  });
});
