import { expect, it } from 'vitest';
import { findDqmFile } from '../../../client/run-selection/dqm-file.ts';

const folder = '/eos/cms/store/group/comm_dqm/DQMGUI_data/Run2023/ZeroBias/0003674xx/';

it.each([
  `root://eoscms.cern.ch/${folder}DQM_V0001_R000367406__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`,
  ` ${folder}DQM_V0001_R000367406__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root\n`,
  'DQM_V0002_R000367406__ZeroBias__Run2023C-PromptReco__DQMIO.root',
])('finds the run and dataset of %s', (text) => {
  expect(findDqmFile(text)).toEqual({ run: 367406, primaryDataset: 'ZeroBias', processing: 'PromptReco' });
});

it('has the release in the processing, and dashes in names', () => {
  expect(findDqmFile('DQM_V0001_R000367406__A-B__CMSSW_13_3_0_pre1-132X_v2-Rel-v1__DQMIO.root')).toEqual({
    run: 367406,
    primaryDataset: 'A-B',
    processing: 'CMSSW_13_3_0_pre1-132X_v2-Rel',
  });
});

it.each([
  '',
  'root://eoscms.cern.ch//eos/cms',
  'DQM_V0001_R000367406.root',
  'DQM_V0001_R000367406__ZeroBias__DQMIO.root',
  'pt',
])('finds none in %j', (text) => {
  expect(findDqmFile(text)).toBeUndefined();
});
