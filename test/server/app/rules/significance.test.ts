import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSignificanceRules, requireSignificanceRules } from '../../../../server/app/rules/significance.ts';
import { SettingsError } from '../../../../server/app/settings.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  writeFileSync(path.join(folder, 'significance.ini'), text);
  return folder;
};

describe('rules of significance', () => {
  it('have minima with their units, in the order of the file', async () => {
    const text = '[PbPb, *HI*]\nminRecordedLumi = 10 µb^{-1}\nminDuration = 2 h\n[*]\nminDuration=1.5min\n';
    expect(await readSignificanceRules([folderWith(text)])).toEqual({
      rules: [
        {
          classes: ['PbPb', '*HI*'],
          minRecordedLumi: { value: 10, unit: 'µb^{-1}', inversePicobarns: 1e-6 },
          minDurationSeconds: 7200,
        },
        { classes: ['*'], minDurationSeconds: 90 },
      ],
      problems: [],
    });
  });

  it('have a version that differs with the rules, not with the comments', async () => {
    const versionOf = async (text: string) => (await requireSignificanceRules([folderWith(text)])).version;
    const rule = '[a]\nminDuration = 1 h\n';
    expect(await versionOf(`# comment\n${rule}`)).toBe(await versionOf(rule));
    expect(await versionOf('[a]\nminDuration = 2 h\n')).not.toBe(await versionOf(rule));
  });

  it.each([
    ['[a]\nminRecordedLumi = 0.1', "2: minRecordedLumi is '0.1': expected a luminosity with its unit, such as 0.1 /pb"],
    [
      '[a]\nminRecordedLumi = 0.1 /xb',
      "2: minRecordedLumi is '0.1 /xb': expected a luminosity with its unit, such as 0.1 /pb",
    ],
    ['[a]\nminDuration = -1 s', "2: minDuration is '-1 s': expected a duration in s, min or h, such as 1 h"],
    ['[a]\nminDuration = 1 day', "2: minDuration is '1 day': expected a duration in s, min or h, such as 1 h"],
    ['[a]\nminduraton = 1 s', '2: unknown key minduraton'],
    ['[a]', '1: [a] has no minimum: give minRecordedLumi or minDuration'],
    ['[ , ]\nminDuration = 1 s', '1: expected a section [CLASS], such as [*collision*]'],
    ['[a]\nminDuration = 1 s\nminDuration = 2 s', '3: duplicate key minDuration: first in line 2'],
    ['minDuration = 1 s', "1: 'minDuration = 1 s' before the first [section]"],
    ['# nothing', '0: has no section: no run would be significant'],
  ])('that are invalid are refused: %s', async (text, problem) => {
    const folder = folderWith(text);
    const { problems } = await readSignificanceRules([folder]);
    expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([problem]);
    await expect(requireSignificanceRules([folder])).rejects.toThrow(SettingsError);
    await expect(requireSignificanceRules([folder])).rejects.toThrow(
      /^invalid significance rules:\n.*significance\.ini/,
    );
  });
});
