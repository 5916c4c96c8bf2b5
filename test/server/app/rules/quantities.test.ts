import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readQuantities } from '../../../../server/app/rules/quantities.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  writeFileSync(path.join(folder, 'quantities.ini'), text);
  return folder;
};

describe('quantities of the settings', () => {
  it('have a title, a unit and a path into the answer of a service, in the order of the file', async () => {
    const { quantities, problems } = await readQuantities([
      folderWith(
        '[prescale]\ntitle = Prescale column\npath = rr.oms_attributes.initial_prescale_index\n' +
          '[initLumi]\ntitle = Luminosity at the start\nunit = /ub/s\npath = oms.attributes.init_lumi\n',
      ),
    ]);
    expect(problems).toEqual([]);
    expect(quantities).toEqual([
      {
        key: 'prescale',
        name: 'prescale',
        title: 'Prescale column',
        unit: '',
        service: 'rr',
        path: ['oms_attributes', 'initial_prescale_index'],
      },
      {
        key: 'initLumi',
        name: 'initLumi',
        title: 'Luminosity at the start',
        unit: '/ub/s',
        service: 'oms',
        path: ['attributes', 'init_lumi'],
      },
    ]);
  });

  it('are pile-up and colliding bunches by default', async () => {
    const { quantities, problems } = await readQuantities([mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'))]);
    expect(problems).toEqual([]);
    expect(quantities.map(({ key, path: to }) => `${key} ${to.join('.')}`)).toEqual([
      'pileup fill.peak_pileup',
      'bunches fill.bunches_colliding',
    ]);
  });

  it('have a version that differs with them, not with the comments', async () => {
    const versionOf = async (text: string) => (await readQuantities([folderWith(text)])).version;
    const section = '[a]\ntitle = A\npath = oms.fill.a\n';
    expect(await versionOf(`# comment\n${section}`)).toBe(await versionOf(section));
    expect(await versionOf(section.replace('fill.a', 'fill.b'))).not.toBe(await versionOf(section));
  });

  it.each([
    ['[a]\ntitel = A\npath = oms.fill.a', '2: unknown key titel (title)'],
    ['[a]\npath = oms.fill.a', '1: [a] has no title'],
    ['[a]\ntitle = A', '1: [a] has no path, such as oms.fill.peak_pileup'],
    ['[a]\ntitle = A\npath = omsfill.a.b', "3: path is 'omsfill.a.b': it begins with the service, oms or rr"],
    [
      '[a]\ntitle = A\npath = oms.fil.a',
      "3: path is 'oms.fil.a': expected oms.attributes.NAME or oms.fill.NAME (fill)",
    ],
    ['[a]\ntitle = A\npath = oms.fill', "3: path is 'oms.fill': expected oms.attributes.NAME or oms.fill.NAME"],
    [
      '[a]\ntitle = A\npath = rr.a..b',
      "3: path is 'rr.a..b': expected names separated by dots, such as oms.fill.peak_pileup",
    ],
    [
      '[peak pile-up]\ntitle = A\npath = oms.fill.a',
      '1: [peak pile-up] is no name of a quantity: expected letters and digits, such as [pileup]',
    ],
    [
      '[recordedlumi]\ntitle = A\npath = oms.fill.a',
      '1: [recordedlumi] has the name of another quantity, axis or function',
    ],
    ['[a]\ntitle = A\npath = oms.fill.a\n[A]\ntitle = A\npath = oms.fill.a', '4: duplicate section [A]'],
    [`[a]\ntitle = ${'A'.repeat(81)}\npath = oms.fill.a`, '2: title has more than 80 characters'],
  ])('that are invalid are skipped, with the line: %s', async (text, problem) => {
    const { problems, quantities } = await readQuantities([folderWith(text)]);
    expect(
      problems.map(({ line, message, suggestion }) => `${line}: ${message}${suggestion ? ` (${suggestion})` : ''}`),
    ).toEqual([problem]);
    expect(quantities.length).toBe(problem.includes('duplicate') ? 1 : 0);
  });
});
