import { describe, expect, it } from 'vitest';
import { type CopiedConfig, sectionOfConfig, sectionOfElement } from '../../../client/config-text/new-section.ts';
import { parseIni } from '../../../server/plan/ini.ts';

const entriesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...(parseIni(text).sections[0]?.entries ?? [])].map(([key, { value }]) => [key, value]));

describe('sectionOfElement', () => {
  it('takes the name and the titles from the ME', () => {
    const object = { fTitle: 'Track  p_{T}', fXaxis: { fTitle: 'p_{T} (GeV)' } };
    expect(sectionOfElement({ path: 'Tracking/All tracks/Track Pt#1', className: 'TH1F', object })).toBe(
      `[plot:Track_Pt_1_mean]
metric = basic.Mean()
relativePath = Tracking/All tracks/Track Pt#1
plotTitle = Track  p_{T}
yTitle = Mean of p_{T} (GeV)
`.replace('Track  p', 'Track p'),
    );
  });

  it('takes the name where there is no title', () => {
    const section = sectionOfElement({
      path: 'A/b',
      className: 'TH2F',
      object: { fTitle: ' ', fXaxis: { fTitle: '' } },
    });
    expect(entriesOf(section)).toMatchObject({ plottitle: 'b', ytitle: 'Mean of b' });
  });

  it.each([
    ['TH1D', 'basic.Mean()', 'Mean of X'],
    ['TH2F', 'basic.Mean()', 'Mean of X'],
    ['TProfile', 'basic.MeanYAxis()', 'Mean of Y'],
    ['TProfile2D', 'basic.MeanZAxis()', 'Mean of Z'],
    ['TGraphErrors', 'basic.GraphMean()', 'Mean of Y'],
    ['TObjString', 'basic.ScalarValue()', 'Value of me'],
    [null, 'basic.Mean()', 'Mean of X'],
  ])('has for a %s the metric %s', (className, metric, yTitle) => {
    const object = { fXaxis: { fTitle: 'X' }, fYaxis: { fTitle: 'Y' }, fZaxis: { fTitle: 'Z' } };
    expect(entriesOf(sectionOfElement({ path: 'A/me', className, object }))).toMatchObject({ metric, ytitle: yTitle });
  });
});

describe('sectionOfConfig', () => {
  const config: CopiedConfig = {
    name: 'a',
    title: 'A',
    yTitle: 'Y',
    metric: 'basic.Mean()',
    formula: null,
    paths: { main: ['x', 'y'], reference: ['r'] },
    threshold: null,
    referenceRun: null,
    description: null,
    contact: null,
    action: null,
    limits: [],
    minEntries: null,
    alarms: ['limits', 'steps', 'anomalies'],
  };

  it('has all that the config has', () => {
    const section = sectionOfConfig({
      ...config,
      threshold: 100,
      referenceRun: 367232,
      description: 'One\ntwo',
      limits: [
        { severity: 'warning', scope: null, min: 1.5, max: null },
        { severity: 'error', scope: 'Cosmics', min: null, max: null },
      ],
      minEntries: 10,
      alarms: ['steps'],
    });
    expect(section).toBe(`[plot:a_copy]
metric = basic.Mean()
relativePath =
    x
    y
reference = r
referenceRun = 367232
threshold = 100
applyThreshold = yes
plotTitle = A
yTitle = Y
description = One
    two
warning = 1.5..
error.Cosmics = off
alarm = steps
minEntries = 10
`);
  });

  it('is that of a derived trend', () => {
    const formula = { expression: '${a} / ${b}', correlation: 'same data' };
    const derived = { ...config, metric: formula.expression, formula, paths: {} };
    expect(sectionOfConfig(derived)).toMatch(
      /^\[derived:a_copy\]\nexpression = \$\{a\} \/ \$\{b\}\ncorrelation = same data\nplotTitle/,
    );
    const independent = { ...derived, formula: { ...formula, correlation: 'none' } };
    expect(sectionOfConfig(independent)).not.toContain('correlation');
  });

  it('has no more than that', () => {
    expect(Object.keys(entriesOf(sectionOfConfig({ ...config, alarms: [] })))).toEqual([
      'metric',
      'relativepath',
      'reference',
      'plottitle',
      'ytitle',
      'alarm',
    ]);
  });
});
