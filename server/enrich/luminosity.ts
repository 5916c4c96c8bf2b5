/** Inverse barns with a prefix, in 1/pb. */
const inversePicobarns: Readonly<Record<string, number>> = {
  b: 1e-12,
  mb: 1e-9,
  ub: 1e-6,
  nb: 1e-3,
  pb: 1,
  fb: 1e3,
  ab: 1e6,
};

/**
 * Converts an integrated luminosity of OMS to 1/pb, from its number and unit: inverse barns with a prefix, as text or in TeX's notation
 * (`pb^{-1}`, `/ub`, `1/nb`, `µb⁻¹`, `{\mu}b^{-1}`, `\mathrm{fb}^{-1}`); null for null. Throws a RangeError for an unknown unit: a guess would
 * be off by factors of a thousand.
 */
export function toInversePicobarns(luminosity: number | null, unit: string): number | null {
  if (luminosity === null) return null;
  const plain = unit
    .replace(/\\(?:mathrm|text|rm)\b/g, '')
    .replace(/[\s{}$\\,^]/g, '')
    .replace(/[µμ]|mu(?=b)/g, 'u')
    .replace(/⁻¹|[−–-]1$/, '-1');
  const name = /^(?:1?\/)?([a-z]?b)(?:arns?)?(?:-1)?$/i.exec(plain)?.[1]?.toLowerCase();
  const factor = name === undefined ? undefined : inversePicobarns[name];
  if (factor === undefined) throw new RangeError(`unknown unit of luminosity '${unit}'`);
  return luminosity * factor;
}
