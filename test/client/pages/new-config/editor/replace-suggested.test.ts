import { describe, expect, it } from 'vitest';
import { replaceSuggested } from '../../../../../client/pages/new-config/editor/replace-suggested.ts';

const replaced = (text: string, message: string, suggestion: string | null): string | undefined =>
  replaceSuggested(text, { line: 1, message, suggestion });

describe('replaceSuggested', () => {
  it.each([
    ['metric = basic.Maen()', 'unknown metric basic.Maen', 'basic.Mean', 'metric = basic.Mean()'],
    ['plotTitel = Title', 'unknown key plotTitel in [plot]', 'plotTitle', 'plotTitle = Title'],
    ['[plt:A]', "unknown section [plt:A]: expected 'plot'", 'plot', '[plot:A]'],
    [
      'alarm = limit, steps',
      'unknown alarm limit: expected off, or some of limits, steps, anomalies',
      'limits',
      'alarm = limits, steps',
    ],
  ])('replaces in %s the word of the message', (text, message, suggestion, expected) => {
    expect(replaced(text, message, suggestion)).toBe(expected);
  });

  it('replaces nothing where the message names no word of the line, or nothing is suggested', () => {
    expect(replaced('members = A_*', 'unknown config B', 'A')).toBeUndefined();
    expect(replaced('metric = x.Y()', 'unknown metric x.Y', null)).toBeUndefined();
    expect(replaceSuggested('', { line: 7, message: 'unknown key x', suggestion: 'y' })).toBeUndefined();
  });
});
