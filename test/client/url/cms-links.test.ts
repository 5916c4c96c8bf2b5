import { describe, expect, it } from 'vitest';
import { dqmGuiLink, dqmGuiPicture, omsLink, runRegistryLink } from '../../../client/url/cms-links.ts';

const file = {
  run: 365835,
  primaryDataset: 'Muon0',
  era: 'Run2023C',
  processing: 'PromptReco',
  processingVersion: 1,
  tier: 'DQMIO',
};

describe('links', () => {
  it('lead to OMS and Run Registry', () => {
    expect(omsLink(365835)).toBe('https://cmsoms.cern.ch/cms/runs/report?cms_run=365835');
    expect(runRegistryLink(365835)).toBe(
      'https://cmsrunregistry.web.cern.ch/offline/workspaces/global?run_number=365835',
    );
  });

  it('lead to the ME in the DQM GUI', () => {
    expect(dqmGuiLink(file, 'Tracking/TrackParameters/NumberOfTracks')).toBe(
      'https://cmsweb.cern.ch/dqm/offline/start?runnr=365835;dataset=/Muon0/Run2023C-PromptReco-v1/DQMIO;workspace=Everything;root=Tracking/TrackParameters;focus=Tracking/TrackParameters/NumberOfTracks;zoom=yes;',
    );
  });

  it('keep what would mean something else in an address', () => {
    const path = '/GEM/eff ge+11;odd&even#1';
    expect(dqmGuiPicture(file, path)).toBe(
      'https://cmsweb.cern.ch/dqm/offline/plotfairy/archive/365835/Muon0/Run2023C-PromptReco-v1/DQMIO/GEM/eff%20ge%2B11%3Bodd%26even%231?w=906;h=600',
    );
    expect(dqmGuiLink(file, path)).toContain(';root=GEM;focus=GEM/eff%20ge%2B11%3Bodd%26even%231;');
  });
});
