import { describe, expect, it } from 'vitest';
import { parseDatasetName } from '../../../../server/jobs/import/source-datasets.ts';

describe('parseDatasetName', () => {
  it('reads the names of datasets as those of files', () => {
    expect(parseDatasetName('/ZeroBias/Run2018A-12Nov2019_UL2018-v2/DQMIO')).toEqual({
      primaryDataset: 'ZeroBias',
      processing: '12Nov2019_UL2018',
      era: 'Run2018A',
      processingVersion: 2,
    });
    expect(parseDatasetName('/ZeroBias/CMSSW_13_3_0-PromptReco/DQMIO')).toMatchObject({
      processing: 'CMSSW_13_3_0-PromptReco',
      processingVersion: 0,
    });
  });

  it.each([
    '',
    'ZeroBias',
    '/ZeroBias',
    '/ZeroBias/Run2018A/DQMIO',
    '/A/Run2018A-B-v1/DQMIO/x',
    '/A__B/Run2018A-B-v1/DQMIO',
    '//Run2018A-B-v1/DQMIO',
    '/A/Run2018A-B\n-v1/DQMIO',
    `/${'A'.repeat(500)}'; DROP TABLE point/Run-B/C`,
  ])('reads nothing else: %j', (name) => {
    expect(parseDatasetName(name)).toBeUndefined();
  });
});
