import { describe, expect, it } from 'vitest';
import { parseText } from '../../../server/read/scalar.ts';

describe('parseText', () => {
  it.each([
    ['<runIsComplete>f=1</runIsComplete>', 'runIsComplete', 1],
    ['<DT_Wheel0>f=-1</DT_Wheel0>', 'DT_Wheel0', -1],
    ['<reportSummary>f=nan</reportSummary>', 'reportSummary', Number.NaN],
    ['<a>f=-nan</a>', 'a', Number.NaN],
    ['<a>f=-inf</a>', 'a', -Infinity],
    ['<a>f=9.91e-05</a>', 'a', 9.91e-5],
    ['<iRun>i=365835</iRun>', 'iRun', 365835],
    ['<a b/c>i=1</a b/c>', 'a b/c', 1],
    ['<hostName>s=</hostName>', 'hostName', ''],
    ['<hostName>s=42</hostName>', 'hostName', '42'],
    ['<x>s=<y>i=1</y></x>', 'x', '<y>i=1</y>'],
  ])('parses the scalar %s', (text, name, value) => {
    expect(parseText(text)).toEqual({
      element: { kind: 'scalar', className: 'TObjString', name, value },
      isFlag: false,
    });
  });

  it('parses an efficiency flag', () => {
    expect(parseText('<eff>e=1</eff>')).toMatchObject({
      element: { kind: 'scalar', name: 'eff', value: 1 },
      isFlag: true,
    });
  });

  it('parses a quality test', () => {
    expect(parseText('<h.XRange>qr=st:300:0.75:ContentsXRange:a: b > c</h.XRange>')?.element).toEqual({
      kind: 'qualityTest',
      className: 'TObjString',
      name: 'h.XRange',
      status: 300,
      result: 0.75,
      algorithm: 'ContentsXRange',
      message: 'a: b > c',
    });
  });

  it.each([
    '',
    'text',
    '<a>i=1</b>',
    '<a>i=one</a>',
    '<a>i=</a>',
    '<a>z=1</a>',
    '<a>qr=st:</a>',
    '<a>qr=st:x:1:A:m</a>',
  ])('rejects %j', (text) => {
    expect(parseText(text)).toBeUndefined();
  });
});
