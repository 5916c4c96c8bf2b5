import { describe, expect, it } from 'vitest';
import { majorityOf } from '../../../../client/pages/new-config/use-subsystem.ts';

describe('majorityOf', () => {
  it('is the word with the highest count', () => {
    expect(majorityOf(['a', 'b', 'c', 'b'])).toBe('b');
    expect(majorityOf([])).toBeUndefined();
  });
});
