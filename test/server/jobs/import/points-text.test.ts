import { describe, expect, it } from 'vitest';
import { parsePoints } from '../../../../server/jobs/import/points-text.ts';

describe('parsePoints', () => {
  it.each([
    ['{}', []],
    ['{ }', []],
    ['{355100: [1.5, 0.25]}', [{ run: 355100, value: 1.5, error: 0.25 }]],
    [
      '{355100: [-1e-05, 0], 355101: (2., .5)}',
      [
        { run: 355100, value: -1e-5, error: 0 },
        { run: 355101, value: 2, error: 0.5 },
      ],
    ],
    ["{'355100': [1, 2,],}", [{ run: 355100, value: 1, error: 2 }]],
    ['{355100: [np.float64(1.25), np.float32(0.5)]}', [{ run: 355100, value: 1.25, error: 0.5 }]],
    [
      '{355100: [nan, inf], 1: [-inf, nan]}',
      [
        { run: 355100, value: Number.NaN, error: Infinity },
        { run: 1, value: -Infinity, error: Number.NaN },
      ],
    ],
    ['{\n 355100 : [ 1 , 2 ]\n}\n', [{ run: 355100, value: 1, error: 2 }]],
    [
      '{1: [0.1, 0.1], 1: [0.2, 0.2]}',
      [
        { run: 1, value: 0.1, error: 0.1 },
        { run: 1, value: 0.2, error: 0.2 },
      ],
    ],
  ])('reads %j', (text, points) => {
    expect(parsePoints(text)).toEqual(points);
  });

  it.each([
    ['', 'does not begin with {'],
    ['[1, 2]', 'does not begin with {'],
    ['{355100: [1.5, 0.25]', 'character 2 '],
    ['{355100: [1.5, 0.25], 355101: [1', 'character 23 '],
    ['{355100: [1.5]}', 'character 2 '],
    ['{355100: [1.5, (0.1, 0.2)]}', 'character 2 '],
    ['{355100: [__import__("os").system("id"), 1]}', 'character 2 '],
    ['{355100: [1+1, 1]}', 'character 2 '],
    ['{355100: [1, 2]} or {}', 'character 18 '],
    ['{,}', 'character 2 '],
    ['{-5: [1, 2]}', 'character 2 '],
  ])('rejects %j', (text, message) => {
    expect(() => parsePoints(text)).toThrow(message);
  });

  it('gives up hostile texts without backtracking', () => {
    for (const filler of [' ', '(', '1', '\n', 'nan', '[', '-'])
      expect(() => parsePoints(`{355100: [${filler.repeat(2_000_000)}`)).toThrow('character 2');
  });
});
