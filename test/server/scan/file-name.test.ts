import { describe, expect, it } from 'vitest';
import { compareEras, compareFiles, datasetProcessing, parseFileName } from '../../../server/scan/file-name.ts';

describe('parseFileName', () => {
  it('parses an offline name', () => {
    expect(parseFileName('DQM_V0002_R000365850__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root')).toEqual({
      primaryDataset: 'ZeroBias',
      era: 'Run2023C',
      processing: 'PromptReco',
      processingVersion: 1,
      tier: 'DQMIO',
      run: 365850,
      version: 2,
    });
  });

  it.each([
    ['a re-reconstruction named by its date', 'Run2023C-19Dec2023-v1', 'Run2023C', '19Dec2023', 1],
    ['a processing with dashes', 'Run2022D-PromptReco-ReReco-v12', 'Run2022D', 'PromptReco-ReReco', 12],
    ['no processing version', 'Run2015A-PromptReco', 'Run2015A', 'PromptReco', 0],
    [
      'Monte Carlo',
      'CMSSW_13_0_9-130X_mcRun3_2023_realistic_v1-v1',
      'CMSSW_13_0_9',
      '130X_mcRun3_2023_realistic_v1',
      1,
    ],
  ])('reads %s', (_, dataset, era, processing, processingVersion) => {
    expect(parseFileName(`DQM_V0001_R000355100__JetMET0__${dataset}__DQMIO.root`)).toMatchObject({
      era,
      processing,
      processingVersion,
    });
  });

  it('accepts the largest integer of PostgreSQL', () => {
    const name = 'DQM_V2147483647_R2147483647__ZeroBias__Run2023C-PromptReco-v2147483647__DQMIO.root';
    const largest = 2 ** 31 - 1;
    expect(parseFileName(name)).toMatchObject({ run: largest, version: largest, processingVersion: largest });
  });

  it.each([
    'DQM_V0001_R000365916_ZeroBias_noTier.root',
    'DQM_V0001_R000365916__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root.tmp',
    'DQM_V0001_R000365916__ZeroBias__nodash__DQMIO.root',
    'DQM_V0001_Tracker_R000365916.root',
    'DQM_V0001_R2147483648__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root',
    'DQM_V99999999999_R000365916__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root',
    'DQM_V0001_R000365916__ZeroBias__Run2023C-PromptReco-v2147483648__DQMIO.root',
    'notes.txt',
    '',
  ])('rejects %s', (name) => {
    expect(parseFileName(name)).toBeUndefined();
  });
});

describe('datasetProcessing', () => {
  it('has a release, but no era', () => {
    expect(datasetProcessing({ era: 'Run2023C', processing: 'PromptReco' })).toBe('PromptReco');
    const release = { era: 'CMSSW_13_3_0_pre1', processing: '132X_dataRun3_Prompt_v2' };
    expect(datasetProcessing(release)).toBe('CMSSW_13_3_0_pre1-132X_dataRun3_Prompt_v2');
  });
});

describe('compareEras', () => {
  it('orders eras of data taking first', () => {
    const eras = ['Commissioning2023', 'Run2023D', 'HIRun2023A', 'Run2023C'];
    expect(eras.toSorted(compareEras)).toEqual(['Run2023C', 'Run2023D', 'Commissioning2023', 'HIRun2023A']);
  });
});

describe('compareFiles', () => {
  const file = (tier: string, processingVersion: number, version: number) => ({ tier, processingVersion, version });

  it('prefers DQMIO, then the later processing version, then the later file version', () => {
    const best = file('DQMIO', 2, 1);
    const sorted = [file('DQM', 3, 9), file('DQMIO', 1, 3), best, file('DQMIO', 1, 4)].sort((a, b) =>
      compareFiles(b, a),
    );
    expect(sorted).toEqual([best, file('DQMIO', 1, 4), file('DQMIO', 1, 3), file('DQM', 3, 9)]);
  });
});
