import type { Observation } from "../laws.ts";

/**
 * What an observation means to a history: a client invoked an operation, one returned to it, or it stopped waiting for
 * whatever it had invoked (`crash`).
 *
 * `id` tells the operations of a client apart, if it has several open at once or asks again. An invocation with the id of
 * one that is open is the same one, asked again. Without an id it is a new operation. A return with an id belongs to the
 * client's open operation with that id, and one without to the client's oldest. A return that belongs to none is passed
 * over: it is a copy of one that has come, or comes too late. (Count replies with `exactly`, to forbid them.)
 */
export type HistoryStep<Invocation = unknown> =
  | {
      readonly kind: "invoke";
      readonly client: string;
      readonly invocation: Invocation;
      readonly id?: string | number | undefined;
    }
  | {
      readonly kind: "return";
      readonly client: string;
      readonly result?: unknown;
      readonly id?: string | number | undefined;
    }
  | { readonly kind: "crash"; readonly client: string };

/** What an observation means to a history; undefined if nothing. It reads, and remembers nothing. */
export type HistoryReader<Invocation = unknown> = (observation: Observation) => HistoryStep<Invocation> | undefined;

/** Who waits for an operation, and under which id. */
export interface Waiting {
  readonly client: string;
  readonly id?: string | number | undefined;
}

/** Which of the open operations, a client's oldest first, a step is about; below 0 if none. */
export function placeOf(
  open: readonly Waiting[],
  { kind, client, id }: Waiting & { kind: HistoryStep["kind"] },
): number {
  const isAny = id === undefined && kind !== "invoke";
  return open.findIndex((one) => one.client === client && (isAny || (id !== undefined && one.id === id)));
}
