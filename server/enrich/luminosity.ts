/** Inverse barns with a prefix, in 1/pb. */
const inversePicobarns: Readonly<Record<string, number>> = {
  b: 1e-12,
  mb: 1e-9,
  ub: 1e-6,
  nb: 1e-3,
  pb: 1,
  fb: 1e3,
};

/**
 * Converts an integrated luminosity of OMS to 1/pb, from its number and unit (`pb^{-1}`, `nb^{-1}`, `/ub`, `µb^{-1}`); null for null.
 * Throws a RangeError for an unknown unit: a guess would be off by factors of a thousand.
 */
export function toInversePicobarns(luminosity: number | null, unit: string): number | null {
  if (luminosity === null) return null;
  const name = /^\s*(?:1\s*)?\/?\s*([a-zµμ]*b)\s*(?:\^?\{?-1\}?)?\s*$/i
    .exec(unit)?.[1]
    ?.toLowerCase()
    .replace(/[µμ]/, 'u');
  const factor = name === undefined ? undefined : inversePicobarns[name];
  if (factor === undefined) throw new RangeError(`unknown unit of luminosity '${unit}'`);
  return luminosity * factor;
}
