import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../server/app/project.ts';
import { readDatasetChains } from '../../../../server/app/rules/dataset-chains.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  writeFileSync(path.join(folder, 'datasets.ini'), text);
  return folder;
};

describe('dataset chains of the settings', () => {
  it('have a name and members in their order, on one line or several', async () => {
    const { chains, problems } = await readDatasetChains([
      folderWith(
        '[dataset:Minimum bias]\nmembers = ZeroBias/PromptReco, HIPhysicsRawPrime0/PromptReco,\n  StreamExpress/Express\n' +
          '[dataset: Muons ]\nmembers =\n  Muon0/PromptReco\n  SingleMuon/PromptReco\n',
      ),
    ]);
    expect(problems).toEqual([]);
    expect(chains).toMatchObject([
      {
        name: 'Minimum bias',
        line: 1,
        membersLine: 2,
        members: [
          { primaryDataset: 'ZeroBias', processing: 'PromptReco' },
          { primaryDataset: 'HIPhysicsRawPrime0', processing: 'PromptReco' },
          { primaryDataset: 'StreamExpress', processing: 'Express' },
        ],
      },
      {
        name: 'Muons',
        members: [
          { primaryDataset: 'Muon0', processing: 'PromptReco' },
          { primaryDataset: 'SingleMuon', processing: 'PromptReco' },
        ],
      },
    ]);
  });

  it('are none by default', async () => {
    expect(await readDatasetChains([path.join(projectRoot, 'configs')])).toEqual({ chains: [], problems: [] });
  });

  const form = 'expected PRIMARY DATASET/PROCESSING, such as ZeroBias/PromptReco';
  const header =
    'expected a section [dataset:NAME], such as [dataset:Minimum bias]; a name has letters, digits, blanks and . + - _';
  it.each([
    ['[Muons]\nmembers = A/P', `1: ${header}`],
    ['[dataset:a,b]\nmembers = A/P', `1: ${header}`],
    [`[dataset:${'a'.repeat(61)}]\nmembers = A/P`, `1: ${header}`],
    ['[dataset:x]\nmember = A/P', '2: unknown key member (members)'],
    ['[dataset:x]', '1: [dataset:x] names no members'],
    ['[dataset:x]\nmembers = ,', '2: [dataset:x] names no members'],
    ['[dataset:x]\nmembers = A/P, ZeroBias', `2: member 'ZeroBias' is no dataset: ${form}`],
    ['[dataset:x]\nmembers = A/P/x', `2: member 'A/P/x' is no dataset: ${form}`],
    ['[dataset:x]\nmembers = A/P, B/P, A/P', "2: member 'A/P' occurs twice"],
    [
      '[dataset:ZeroBias]\nmembers = ZeroBias/P',
      '1: [dataset:ZeroBias] has the name of the primary dataset of its member ZeroBias/P',
    ],
    [
      `[dataset:x]\nmembers = ${Array.from({ length: 51 }, (_, index) => `A${index}/P`).join(', ')}`,
      '2: [dataset:x] has more than 50 members',
    ],
  ])('that are invalid are skipped, with the line: %s', async (text, problem) => {
    const { chains, problems } = await readDatasetChains([folderWith(text)]);
    expect(
      problems.map(({ line, message, suggestion }) => `${line}: ${message}${suggestion ? ` (${suggestion})` : ''}`),
    ).toEqual([problem]);
    expect(chains).toEqual([]);
  });

  it.each(['x', 'dataset:x', 'x/chain'])('are no members of another one: %s', async (member) => {
    const text = `[dataset:x]\nmembers = A/P\n[dataset:y]\nmembers = B/P, ${member}`;
    const { chains, problems } = await readDatasetChains([folderWith(text)]);
    expect(problems).toMatchObject([
      { line: 4, message: `member '${member}' is a chain: name its members instead`, names: ['dataset:y'] },
    ]);
    expect(chains.map(({ name }) => name)).toEqual(['x']);
  });

  it('have each name once, whatever the case', async () => {
    const text = '[dataset:x]\nmembers = A/P\n[dataset:X]\nmembers = B/P';
    const { chains, problems } = await readDatasetChains([folderWith(text)]);
    expect(problems).toMatchObject([{ line: 3, message: 'duplicate section [dataset:X]' }]);
    expect(chains.map(({ name }) => name)).toEqual(['x']);
  });
});
