import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainTitle, titleParts } from '../../../client/format/tlatex.ts';

/** The parts with `_` and `^` before subscripts and superscripts. */
const parts = (title: string): string[] =>
  titleParts(title).map(({ text, level }) => `${{ base: '', sub: '_', super: '^' }[level]}${text}`);

describe('a title', () => {
  it.each([
    ['Avg. FED N_{ERROR}', ['Avg. FED N', '_ERROR']],
    ['<eta_{TKfromGLB} - eta_{STAfromGLB}>', ['<eta', '_TKfromGLB', ' - eta', '_STAfromGLB', '>']],
    ['#eta of tracks', ['η of tracks']],
    ['p_{T} > 2 GeV, #chi^{2}/ndf', ['p', '_T', ' > 2 GeV, χ', '^2', '/ndf']],
    ['#sigma_{#phi} [#mum]', ['σ', '_φ', ' [μm]']],
    ['#DeltaR, #Delta#phi', ['ΔR, Δφ']],
    ['#sqrt{s} = 13.6 TeV', ['√s = 13.6 TeV']],
    ['#frac{a_{1}}{b}', ['a', '_1', '/b']],
    ['#bf{CMS} #font[42]{Preliminary}', ['CMS Preliminary']],
    ['#bar{p}', ['p\u0304']],
    ['#splitline{a}{b}', ['a b']],
    ['10^{-3} cm^{-2}s^{-1}', ['10', '^-3', ' cm', '^-2', 's', '^-1']],
    ['x_{a_{b}}', ['x', '_ab']],
    ['', []],
  ])('%s is rendered', (title, rendered) => {
    expect(parts(title)).toEqual(rendered);
  });

  it.each(['NErr_FED_mean', '# of tracks', '#pixels', 'a ^ b', 'open_{brace', 'close}', 'a {'])(
    '%s is text as it is',
    (title) => {
      expect(parts(title)).toEqual([title]);
    },
  );

  it('can be any text', () => {
    const pieces = fc.constantFrom('#eta', '_{', '^{', '{', '}', '#frac', '#bar', '#font[1]', 'a', '#', '_', ' ');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (texts) => {
        expect(titleParts(texts.join('')).every(({ text }) => text !== '')).toBe(true);
      }),
    );
  });
});

it.each([
  ['Avg. FED N_{ERROR}', 'Avg. FED N_ERROR'],
  ['cm^{-2}s^{-1}, #chi^{2}', 'cm⁻²s⁻¹, χ²'],
  ['x^{max}', 'x^max'],
])('%s as plain text is %s', (title, plain) => {
  expect(plainTitle(title)).toBe(plain);
});
