/** Errors of fitted parameters from the curvature of the minimised statistic. */

/** Solves A x = b by Gaussian elimination with pivoting. `b` becomes x, and `a` is overwritten; false if A is singular. */
export function solve(a: Float64Array, b: Float64Array): boolean {
  const size = b.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(a[row * size + column] ?? 0) > Math.abs(a[pivot * size + column] ?? 0)) pivot = row;
    }
    const top = a[pivot * size + column] ?? 0;
    if (!(Math.abs(top) > 0) || !Number.isFinite(top)) return false;
    for (let k = 0; k < size; k += 1) {
      const swap = a[column * size + k] ?? 0;
      a[column * size + k] = a[pivot * size + k] ?? 0;
      a[pivot * size + k] = swap;
    }
    const swap = b[column] ?? 0;
    b[column] = b[pivot] ?? 0;
    b[pivot] = swap;
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = (a[row * size + column] ?? 0) / top;
      for (let k = column; k < size; k += 1)
        a[row * size + k] = (a[row * size + k] ?? 0) - factor * (a[column * size + k] ?? 0);
      b[row] = (b[row] ?? 0) - factor * (b[column] ?? 0);
    }
  }
  for (let index = 0; index < size; index += 1) b[index] = (b[index] ?? 0) / (a[index * size + index] ?? 1);
  return true;
}

/**
 * Errors from the covariance 2 H^-1 (HESSE), where H are the second derivatives of chi-square, by central differences with steps of a
 * fraction of the errors, so that rounding does not matter. Undefined if H is not positive.
 */
export function curvatureErrors(
  height: (parameters: Float64Array) => number,
  parameters: Float64Array,
): Float64Array | undefined {
  const size = parameters.length;
  const center = height(parameters);
  const steps = parameters.map((_, index) => hesseStep(height, parameters, index, center));
  const heightAt = (shifts: readonly (readonly [number, number])[]): number => {
    const moved = parameters.slice();
    for (const [index, by] of shifts) moved[index] = (moved[index] ?? 0) + by * (steps[index] ?? 0);
    return height(moved);
  };
  const half = new Float64Array(size * size); // H / 2
  for (let a = 0; a < size; a += 1) {
    const h = steps[a] ?? 1;
    half[a * size + a] = (heightAt([[a, 1]]) - 2 * center + heightAt([[a, -1]])) / (2 * h * h);
    for (let b = 0; b < a; b += 1) {
      const mixed =
        heightAt([
          [a, 1],
          [b, 1],
        ]) -
        heightAt([
          [a, 1],
          [b, -1],
        ]) -
        heightAt([
          [a, -1],
          [b, 1],
        ]) +
        heightAt([
          [a, -1],
          [b, -1],
        ]);
      half[a * size + b] = mixed / (8 * h * (steps[b] ?? 1));
      half[b * size + a] = half[a * size + b] ?? 0;
    }
  }
  return errorsOf(half, size);
}

/** Step of one parameter that increases chi-square by about 0.0004: 0.02 of its error, with the others fixed. */
function hesseStep(
  at: (parameters: Float64Array) => number,
  parameters: Float64Array,
  index: number,
  center: number,
): number {
  const rise = 4e-4;
  const own = parameters[index] ?? 0;
  const moved = parameters.slice();
  let step = Math.max(1e-3 * Math.abs(own), 1e-6);
  for (let round = 0; round < 8; round += 1) {
    moved[index] = own + step;
    const above = at(moved);
    moved[index] = own - step;
    const mean = (above + at(moved)) / 2 - center;
    // Enlarge the step if chi-square is flat, reduce it if the curve is not finite there.
    const factor = Number.isFinite(mean) ? (mean > 0 ? Math.sqrt(rise / mean) : 10) : 0.1;
    step *= Math.min(Math.max(factor, 1e-3), 1e3);
    if (factor > 0.7 && factor < 1.4) break;
  }
  return step;
}

/** Square roots of the diagonal of the inverse; undefined if the matrix is singular or the diagonal is not positive. */
function errorsOf(matrix: Float64Array, size: number): Float64Array | undefined {
  const errors = new Float64Array(size);
  for (let index = 0; index < size; index += 1) {
    const unit = new Float64Array(size);
    unit[index] = 1;
    const variance = solve(matrix.slice(), unit) ? (unit[index] ?? 0) : 0;
    if (!(variance > 0) || !Number.isFinite(variance)) return undefined;
    errors[index] = Math.sqrt(variance);
  }
  return errors;
}
