import { expect, it } from 'vitest';
import { macroName, rootMacro } from '../../../../client/chart/export/root-macro.ts';
import type { Series } from '../../../../client/chart/series.ts';

const series: Series = {
  name: 'layer "1"',
  color: '#0063a6',
  marker: { shape: 1, isHollow: true },
  dash: 0,
  values: [1.5, null, 2],
  errorsLow: [0.1, null, 0],
  errorsHigh: [0.2, null, 1e-7],
  revisions: [1, null, 1],
  unknown: new Set(),
  limits: [],
  segments: [],
};
const caption = { title: 'Charge; a\nb', about: 'Muon0 PromptReco: 3 runs, 1 to 3', link: 'https://hdqm.example/' };

it('has the points with their errors, without gaps', () => {
  const macro = rootMacro('Charge', [series], { runs: [1, 2, 3] }, 'MPV; (e)', caption);
  expect(macro).toContain('void Charge() {');
  for (const line of [
    '// Charge; a b',
    'const double runs[] = {1, 3};',
    'const double values[] = {1.5, 2};',
    'const double errorsLow[] = {0.1, 0};',
    'const double errorsHigh[] = {0.2, 1e-7};',
    'new TGraphAsymmErrors(2, runs, values, nullptr, nullptr, errorsLow, errorsHigh)',
    'graph->SetTitle("layer \\"1\\"");',
    'graph->SetMarkerStyle(25);',
    '"Charge, a b;Run;MPV, (e)"',
  ])
    expect(macro).toContain(line);
});

it('has no graph of a trend without a value', () => {
  const macro = rootMacro('Charge', [{ ...series, values: [null, null, null] }], { runs: [1, 2, 3] }, '', caption);
  expect(macro).not.toContain('new TGraphAsymmErrors');
  expect(macro).toContain('// layer "1" has no value in these runs.');
});

it('has a name of C++', () => {
  expect(macroName('Tracker_N.Tracks-mean')).toBe('Tracker_N_Tracks_mean');
  expect(macroName('4layers')).toBe('_4layers');
});
