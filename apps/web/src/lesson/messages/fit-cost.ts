/** What a message and a row cost, found from what was measured. */

/** A point of the curve. */
export interface CostPoint {
  /** 1 or more. */
  readonly batchRows: number;
  /** More than 0. */
  readonly msPerRow: number;
}

/** The two prices, 0 or more. */
export interface Cost {
  readonly messageMs: number;
  readonly rowMs: number;
}

/**
 * The prices that explain the points best: a row in a batch of b costs its own price and a b-th of a message's. Errors are
 * taken by their share of what was measured, so that the cheap end of the curve counts as much as the dear one. Undefined
 * with fewer than two sizes.
 */
export function fitCost(points: readonly CostPoint[]): Cost | undefined {
  if (new Set(points.map(({ batchRows }) => batchRows)).size < 2) return undefined;
  const sums = { one: 0, x: 0, xx: 0, y: 0, xy: 0 };
  for (const { batchRows, msPerRow } of points) {
    const x = 1 / batchRows;
    const weight = 1 / msPerRow ** 2;
    sums.one += weight;
    sums.x += weight * x;
    sums.xx += weight * x * x;
    sums.y += weight * msPerRow;
    sums.xy += weight * x * msPerRow;
  }
  const determinant = sums.one * sums.xx - sums.x ** 2;
  const messageMs = (sums.one * sums.xy - sums.x * sums.y) / determinant;
  const rowMs = (sums.xx * sums.y - sums.x * sums.xy) / determinant;
  // Nothing costs less than nothing, whatever the noise says.
  if (rowMs < 0) return { messageMs: sums.xy / sums.xx, rowMs: 0 };
  if (messageMs < 0) return { messageMs: 0, rowMs: sums.y / sums.one };
  return { messageMs, rowMs };
}
