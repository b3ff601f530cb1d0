/** What flows through a design: an order of a customer. */
export interface Row {
  /** From 1, in the order in which they were placed. */
  readonly id: number;
  /** The customer: the key by which things are cut. */
  readonly customer: string;
  /** In cents. */
  readonly cents: number;
}

/** How many orders a run has. */
export const rowsOfRun = 40;

const customers = ["ada", "bo", "cy", "di", "ed"];

/** So many orders: always the same ones. */
export function makeRows(count: number): readonly Row[] {
  return Array.from({ length: count }, (_, place) => ({
    id: place + 1,
    // Five and three have no common factor: every customer gets a turn, and neighbours differ.
    customer: customers[(place * 3) % customers.length] ?? "ada",
    cents: 500 + ((place * 137) % 900),
  }));
}
