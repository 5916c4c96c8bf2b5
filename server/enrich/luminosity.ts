/** How many 1/pb an inverse barn, with a prefix, is. */
const inversePicobarns: Readonly<Record<string, number>> = {
  b: 1e-12,
  mb: 1e-9,
  ub: 1e-6,
  nb: 1e-3,
  pb: 1,
  fb: 1e3,
};

/**
 * A luminosity in 1/pb from OMS's number and unit (`pb^{-1}`, `nb^{-1}`, `/ub`, `µb^{-1}`); null where OMS has none. Throws a RangeError for
 * a unit that is none of luminosity: a guess would be off by a thousand.
 */
export function toInversePicobarns(luminosity: number | null, unit: string): number | null {
  if (luminosity === null) return null;
  const name = /^\s*(?:1\s*)?\/?\s*([a-zµμ]*b)\s*(?:\^?\{?-1\}?)?\s*$/i
    .exec(unit)?.[1]
    ?.toLowerCase()
    .replace(/[µμ]/, 'u');
  const factor = name === undefined ? undefined : inversePicobarns[name];
  if (factor === undefined) throw new RangeError(`'${unit}' is no unit of luminosity`);
  return luminosity * factor;
}
