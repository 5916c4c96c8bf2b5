import { expect, it } from 'vitest';
import { judgeSignificance, type SignificanceFacts } from '../../../server/enrich/significance.ts';

const collisions: SignificanceFacts = {
  flag: true,
  class: 'Collisions23',
  hltKey: '/cdaq/physics/Run2023/2e34/v1.2.3',
  recordedLumi: 12.345,
  durationSeconds: 600,
};
const cosmics: SignificanceFacts = { ...collisions, class: 'Cosmics22', recordedLumi: 0, durationSeconds: 8909 };

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
  ['heavy ions', { ...collisions, recordedLumi: 5.47e-6 }, false, 'collision run of 0.00000547 /pb < 0.1 /pb'],
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
    'class Commissioning22 is neither collisions nor cosmics',
  ],
  ['no class', { ...collisions, class: null }, false, 'no class in Run Registry'],
])('%s', (_name, facts, significant, reason) => {
  expect(judgeSignificance(facts)).toEqual({ significant, reason });
});
