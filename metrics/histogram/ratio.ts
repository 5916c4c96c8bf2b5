/** A content and its error. */
export interface Content {
  readonly content: number;
  readonly error: number;
}

/** Quotient of independent contents (TH1::Divide), with errors added in quadrature; undefined if the denominator is 0. */
export function quotient(numerator: Content, denominator: Content): Content | undefined {
  const [a, b] = [numerator.content, denominator.content];
  if (b === 0) return undefined;
  return { content: a / b, error: Math.hypot(numerator.error / b, (denominator.error * a) / (b * b)) };
}

/**
 * Quotient of a content and a total that includes it (TH1::Divide, option B), with a binomial error, 0 if both are equal; undefined if the
 * denominator is 0.
 */
export function binomialQuotient(part: Content, whole: Content): Content | undefined {
  const b = whole.content;
  if (b === 0) return undefined;
  const content = part.content / b;
  if (content === 1) return { content, error: 0 };
  const variance = ((1 - 2 * content) * part.error ** 2 + (content * whole.error) ** 2) / (b * b);
  return { content, error: Math.sqrt(Math.abs(variance)) };
}
