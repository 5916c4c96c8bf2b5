/** A part of a title in one style. */
export interface TitlePart {
  readonly text: string;
  readonly level: 'base' | 'sub' | 'super';
}

const greek =
  'Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ ' +
  'Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ ' +
  'vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ ' +
  'psi ψ omega ω';
const others =
  'pm ± mp ∓ times × divide ÷ cdot · upoint · bullet • circ ° infty ∞ leq ≤ geq ≥ neq ≠ approx ≈ equiv ≡ propto ∝ LT < GT > ' +
  'rightarrow → leftarrow ← leftrightarrow ↔ uparrow ↑ downarrow ↓ Rightarrow ⇒ sum ∑ int ∫ partial ∂ nabla ∇ ell ℓ hbar ℏ perp ⊥ ' +
  'parallel ∥ dagger † prime ′ langle ⟨ rangle ⟩ sqrt √';

/** The characters of TLatex's symbols, by their names. */
const symbols: ReadonlyMap<string, string> = new Map(
  [...`${greek} ${others}`.matchAll(/(\S+) (\S+)/g)].map(([, name = '', character = '']) => [name, character]),
);

/** Accents are combining characters after their letter. */
const accents: ReadonlyMap<string, string> = new Map([
  ['bar', '\u0304'],
  ['hat', '\u0302'],
  ['tilde', '\u0303'],
  ['vec', '\u20D7'],
  ['dot', '\u0307'],
]);

/** Commands for fonts, colours and sizes: their argument is drawn in the style of the text. */
const styles = /^#(?:bf|it|text|mathrm|left|right|font|color|scale)(?![a-z])(?:\[[^\]]*\])?/;

/**
 * Returns the parts of a title in ROOT's TLatex: Greek letters and symbols as characters, `_{…}` and `^{…}` as subscripts and superscripts.
 * A fraction is `a/b`. Commands that are not known, and `_` and `^` without braces, are text.
 */
export function titleParts(title: string): readonly TitlePart[] {
  if (!/[#{^]/.test(title)) return title === '' ? [] : [{ text: title, level: 'base' }];
  const parts: TitlePart[] = [];
  for (const part of parse(title, 'base')) {
    const last = parts.at(-1);
    if (last?.level === part.level) parts[parts.length - 1] = { ...last, text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}

/** Returns a title as plain text, for labels that have no styles: `N_ERROR`, `cm²`, `η`. */
export function plainTitle(title: string): string {
  return titleParts(title)
    .map(({ text, level }) => (level === 'sub' ? `_${text}` : level === 'super' ? raised(text) : text))
    .join('');
}

function raised(text: string): string {
  const digits = [...text].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'['0123456789-'.indexOf(digit)]);
  return /^[\d-]+$/.test(text) ? digits.join('') : `^${text}`;
}

function parse(text: string, level: TitlePart['level']): TitlePart[] {
  const parts: TitlePart[] = [];
  let rest = text;
  while (rest !== '') {
    const { found, length } = next(rest, level);
    parts.push(...found);
    rest = rest.slice(length);
  }
  return parts;
}

/** What a text begins with, and how many of its characters that takes. */
function next(text: string, level: TitlePart['level']): { found: readonly TitlePart[]; length: number } {
  const [script = ''] = /^[_^]{/.exec(text) ?? [];
  const index = script === '' ? undefined : argument(text, 1);
  // Within a subscript or superscript, another one stays at its level.
  const inner = level === 'base' ? (script === '_{' ? 'sub' : 'super') : level;
  if (index) return { found: parse(index.text, inner), length: index.end };
  const [command = '', name = ''] = /^#([A-Za-z]+)/.exec(text) ?? [];
  const style = styles.exec(text)?.[0] ?? '';
  if (style !== '') return inBraces(text, style.length, level) ?? { found: [], length: style.length };
  const accent = accents.get(name);
  const letter = accent === undefined ? undefined : inBraces(text, command.length, level);
  if (letter) return { found: [...letter.found, { text: accent ?? '', level }], length: letter.length };
  if (name === 'frac' || name === 'splitline') {
    const above = inBraces(text, command.length, level);
    const below = above && inBraces(text, above.length, level);
    const between = { text: name === 'frac' ? '/' : ' ', level };
    if (above && below) return { found: [...above.found, between, ...below.found], length: below.length };
  }
  if (name === 'sqrt') {
    const root = inBraces(text, command.length, level);
    if (root) return { found: [{ text: '√', level }, ...root.found], length: root.length };
  }
  // ROOT takes the rest of a word for text: `#mum`, `#DeltaR`.
  const symbol = [name, name.slice(0, -1)].find((one) => symbols.has(one));
  if (symbol) return { found: [{ text: symbols.get(symbol) ?? '', level }], length: symbol.length + 1 };
  const group = text.startsWith('{') ? inBraces(text, 0, level) : undefined;
  return group ?? { found: [{ text: text.charAt(0), level }], length: 1 };
}

function inBraces(
  text: string,
  start: number,
  level: TitlePart['level'],
): { found: readonly TitlePart[]; length: number } | undefined {
  const found = argument(text, start);
  return found && { found: parse(found.text, level), length: found.end };
}

/** The text between the braces that begin at `start`; undefined where none begin, or they do not end. */
function argument(text: string, start: number): { text: string; end: number } | undefined {
  if (text.charAt(start) !== '{') return undefined;
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text.charAt(index) === '{') depth += 1;
    else if (text.charAt(index) === '}') depth -= 1;
    if (depth === 0) return { text: text.slice(start + 1, index), end: index + 1 };
  }
  return undefined;
}
