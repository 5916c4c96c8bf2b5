import { expect, it } from 'vitest';
import { requireSignificanceRules } from '../../../server/app/rules/significance.ts';
import { judgeSignificance, type SignificanceFacts } from '../../../server/enrich/significance.ts';

const collisions: SignificanceFacts = {
  flag: true,
  class: 'Collisions23',
  hltKey: '/cdaq/physics/Run2023/2e34/v1.2.3',
  recordedLumi: 12.345,
  durationSeconds: 600,
};
const cosmics: SignificanceFacts = { ...collisions, class: 'Cosmics22', recordedLumi: 0, durationSeconds: 8909 };

// HDQM's own rules.
const { rules } = await requireSignificanceRules([]);

it.each<[string, SignificanceFacts, boolean | null, string]>([
  ['collisions', collisions, true, 'collision run of 12.3 /pb'],
  ['just enough', { ...collisions, recordedLumi: 0.1 }, true, 'collision run of 0.1 /pb'],
  ['too little', { ...collisions, recordedLumi: 0.0999 }, false, 'collision run of 0.0999 /pb < 0.1 /pb'],
  ['no luminosity', { ...collisions, recordedLumi: null }, false, 'collision run of unknown luminosity'],
  [
    'luminosity not known yet',
    { ...collisions, recordedLumi: undefined },
    null,
    'collision run, its recorded luminosity in OMS is not known',
  ],
  ['few protons', { ...collisions, recordedLumi: 5.47e-6 }, false, 'collision run of 0.00000547 /pb < 0.1 /pb'],
  ...['CollisionsHI', 'Collisions24HI', 'CollisionsHI2018', 'HICollisions15', 'PbPb', 'Collisions_PbPb'].flatMap(
    (heavyIons): [string, SignificanceFacts, boolean | null, string][] => [
      [heavyIons, { ...collisions, class: heavyIons, recordedLumi: 5.47e-5 }, true, 'collision run of 54.7 /ub'],
      [
        `few ${heavyIons}`,
        { ...collisions, class: heavyIons, recordedLumi: 9.99e-6 },
        false,
        'collision run of 9.99 /ub < 10 /ub',
      ],
    ],
  ),
  [
    'just enough heavy ions',
    { ...collisions, class: 'CollisionsHI', recordedLumi: 1e-5 },
    true,
    'collision run of 10 /ub',
  ],
  ['no heavy ions', { ...collisions, class: 'collisionsHigh' }, true, 'collision run of 12.3 /pb'],
  ['heavy ions, cosmics', { ...cosmics, class: 'Cosmics24HI' }, true, 'cosmic run of 8910 s'],
  ['any case', { ...collisions, class: 'COLLISIONS' }, true, 'collision run of 12.3 /pb'],
  ['cosmics before OMS answered', { ...cosmics, recordedLumi: undefined }, true, 'cosmic run of 8910 s'],
  ['nearly enough', { ...collisions, recordedLumi: 0.09999 }, false, 'collision run of 0.09999 /pb < 0.1 /pb'],
  ['nearly an hour', { ...cosmics, durationSeconds: 3599 }, false, 'cosmic run of 3599 s < 3600 s'],
  ['no duration', { ...cosmics, durationSeconds: null }, false, 'cosmic run of unknown duration'],
  ['cosmics', cosmics, true, 'cosmic run of 8910 s'],
  ['an hour', { ...cosmics, durationSeconds: 3600 }, true, 'cosmic run of 3600 s'],
  ['short', { ...cosmics, durationSeconds: 1200 }, false, 'cosmic run of 1200 s < 3600 s'],
  ['flagged', { ...collisions, flag: false }, false, 'flagged as not significant in Run Registry'],
  ['special', { ...collisions, hltKey: '/cdaq/special/2023/VdM' }, false, 'special HLT key /cdaq/special/2023/VdM'],
  [
    'another class',
    { ...collisions, class: 'Commissioning22' },
    false,
    'no significance rule for class Commissioning22',
  ],
  ['no class', { ...collisions, class: null }, false, 'no class in Run Registry'],
])('%s', (_name, facts, significant, reason) => {
  expect(judgeSignificance(facts, rules)).toEqual({ significant, reason });
});

const both = { value: 1, unit: '/nb', inversePicobarns: 1e-3 };
const strict = [{ classes: ['Commissioning*'], minRecordedLumi: both, minDurationSeconds: 60 }];
const commissioning = { ...collisions, class: 'Commissioning22' };

it.each<[string, SignificanceFacts, boolean | null, string]>([
  ['both', commissioning, true, 'collision run of 12300 /nb'],
  ['too short', { ...commissioning, durationSeconds: 59 }, false, 'collision run of 59 s < 60 s'],
  [
    'too short, luminosity unknown',
    { ...commissioning, durationSeconds: 59, recordedLumi: undefined },
    false,
    'collision run of 59 s < 60 s',
  ],
  ['too little', { ...commissioning, recordedLumi: 5e-4 }, false, 'collision run of 0.5 /nb < 1 /nb'],
  ['another class', collisions, false, 'no significance rule for class Collisions23'],
  [
    'another case',
    { ...commissioning, class: 'commissioning22' },
    false,
    'no significance rule for class commissioning22',
  ],
])('a rule with two minima: %s', (_name, facts, significant, reason) => {
  expect(judgeSignificance(facts, strict)).toEqual({ significant, reason });
});

it('a duration alone, of a class that is not cosmics', () => {
  const rule = { classes: ['*'], minDurationSeconds: 600 };
  expect(judgeSignificance(commissioning, [rule]).reason).toBe('run of 600 s');
});
