import { describe, expect, it } from 'vitest';
import {
  certHelperLink,
  dialsLink,
  dqmGuiLink,
  dqmGuiPicture,
  newDqmGuiLink,
  omsLink,
  runRegistryLink,
} from '../../../client/url/cms-links.ts';

const named = (name: string) => ({ run: 365835, path: `Run2023/Muon0/0003658xx/DQM_V0001_R000365835__${name}.root` });
const file = named('Muon0__Run2023C-PromptReco-v1__DQMIO');

describe('links', () => {
  it('lead to OMS and Run Registry', () => {
    expect(omsLink(365835)).toBe('https://cmsoms.cern.ch/cms/runs/report?cms_run=365835');
    expect(runRegistryLink(365835)).toBe(
      'https://cmsrunregistry.web.cern.ch/offline/workspaces/global?run_number=365835',
    );
  });

  it('lead to DIALS, CertHelper and the new DQM GUI', () => {
    expect(dialsLink(365835)).toBe('https://cmsdials.web.cern.ch/runs/365835');
    expect(certHelperLink(365835)).toBe('https://certhelper.web.cern.ch/certify/365835/');
    expect(newDqmGuiLink(365835)).toBe('https://dqm-gui.web.cern.ch/?search_run_number=365835&search_dataset_name=');
    expect(newDqmGuiLink(365835, file)).toBe(
      'https://dqm-gui.web.cern.ch/?dataset_name=%2FMuon0%2FRun2023C-PromptReco-v1%2FDQMIO&run_number=365835',
    );
  });

  it('lead to the ME in the DQM GUI', () => {
    expect(dqmGuiLink(file, 'Tracking/TrackParameters/NumberOfTracks')).toBe(
      'https://cmsweb.cern.ch/dqm/offline/start?runnr=365835;dataset=/Muon0/Run2023C-PromptReco-v1/DQMIO;workspace=Everything;root=Tracking/TrackParameters;focus=Tracking/TrackParameters/NumberOfTracks;zoom=yes;',
    );
  });

  it.each([
    ['without a version', 'Muon0__Run2015A-PromptReco__DQMIO', '/Muon0/Run2015A-PromptReco/DQMIO'],
    ['of version 0', 'Muon0__Run2015A-PromptReco-v0__DQMIO', '/Muon0/Run2015A-PromptReco-v0/DQMIO'],
    [
      'of a release',
      'ZeroBias__CMSSW_13_3_0_pre1-132X_v2_RelVal-v1__DQMIO',
      '/ZeroBias/CMSSW_13_3_0_pre1-132X_v2_RelVal-v1/DQMIO',
    ],
    ['with an odd version', 'Muon0__Run2022D-PromptReco-v2_extra__DQM', '/Muon0/Run2022D-PromptReco-v2_extra/DQM'],
  ])('lead to the dataset as the file is named: %s', (_name, name, dataset) => {
    expect(dqmGuiLink(named(name), 'A/b')).toContain(`;dataset=${dataset};`);
    expect(dqmGuiPicture(named(name), 'A/b')).toContain(`/archive/365835${dataset}/A/b?`);
  });

  it('keep what would mean something else in an address', () => {
    const path = '/GEM/eff ge+11;odd&even#1';
    expect(dqmGuiPicture(file, path)).toBe(
      'https://cmsweb.cern.ch/dqm/offline/plotfairy/archive/365835/Muon0/Run2023C-PromptReco-v1/DQMIO/GEM/eff%20ge%2B11%3Bodd%26even%231?w=906;h=600',
    );
    expect(dqmGuiLink(file, path)).toContain(';root=GEM;focus=GEM/eff%20ge%2B11%3Bodd%26even%231;');
  });
});
