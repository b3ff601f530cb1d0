import { type Broken, type Event, type Execution, broken, describeValue } from "@millrace/core";

/** An event and the value that its machine stamped it with. */
export interface Stamped<Value> {
  readonly event: Event;
  readonly value: Value;
}

/** What {@link readStamps} takes. */
export interface StampShape<Value> {
  /** The stamp in an output; undefined if the output has another shape. */
  parse(output: unknown): Value | undefined;
  /** That shape in words, for the person whose machine put out another: `{ type: "stamped", counter: 1 }`. */
  readonly shape: string;
}

/**
 * The stamped events of an execution, in its order: each request and each message received has one stamp, and nothing
 * else has any. Gives `broken` where a machine put out something else.
 */
export function readStamps<Value>(
  execution: Execution,
  { parse, shape }: StampShape<Value>,
): { readonly stamps: readonly Stamped<Value>[]; readonly broken?: Broken & { readonly event: number } } {
  const stamps: Stamped<Value>[] = [];
  for (const event of execution.events) {
    const { id, machine, outputs } = event;
    const isStampedKind = event.kind === "input" || event.kind === "deliver";
    const count = isStampedKind ? 1 : 0;
    if (outputs.length !== count) {
      const expected = isStampedKind
        ? `${nameEvent(event)} puts out one stamp, ${shape}`
        : `${nameEvent(event)} puts out nothing`;
      return { stamps, broken: { ...broken(expected, `it put out ${describeOutputs(outputs)}`), event: id } };
    }
    if (!isStampedKind) continue;
    const value = parse(outputs[0]);
    if (value === undefined) {
      return {
        stamps,
        broken: { ...broken(`${machine} puts out ${shape}`, `it put out ${describeValue(outputs[0])}`), event: id },
      };
    }
    stamps.push({ event, value });
  }
  return { stamps };
}

/** An event in a few words: "the receipt at b of a message from a". */
export function nameEvent({ kind, machine, from, input }: Event): string {
  if (kind === "deliver") return `the receipt at ${machine} of a message from ${from}`;
  if (kind === "input") return `the request ${describeValue(input)} at ${machine}`;
  return `the ${kind} of ${machine}`;
}

function describeOutputs(outputs: readonly unknown[]): string {
  return outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ");
}
