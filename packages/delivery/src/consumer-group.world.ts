/** Consumers with a broker and a sink: the systems that laws and checks are tried on. */
import {
  type AnyMachine,
  type Faults,
  type Input,
  type MachineId,
  type System,
  defineSystem,
  durable,
} from "@millrace/core";
import { type Logs, brokerOf } from "./consumer-group.broker.ts";
import { sink } from "./consumer-group.sink.ts";

/** What {@link groupOf} takes besides the consumers' machine. */
export interface GroupOptions {
  /** The consumers' names. */
  readonly names: readonly MachineId[];
  /** What is in the logs at first. */
  readonly logs: Logs;
  /** Records in a batch, at most: 2 if it is left out. */
  readonly batchRecords?: number;
  /** What happens to the broker. */
  readonly inputs?: readonly Input[];
  /** None if they are left out. Where there may be crashes, the broker remembers everything. */
  readonly faults?: Faults;
}

/** A broker, so many consumers that know only the broker, and their sink. */
export function groupOf(consumer: AnyMachine, options: GroupOptions): System {
  const { names, logs, batchRecords = 2, inputs = [], faults = {} } = options;
  const broker = brokerOf({ logs, batchRecords });
  return defineSystem({
    machines: {
      broker: (faults.crashes ?? 0) > 0 ? durable(broker) : broker,
      ...Object.fromEntries(names.map((name) => [name, consumer])),
    },
    topology: names.flatMap(
      (name) =>
        [
          ["broker", name],
          [name, "broker"],
        ] as const,
    ),
    resources: { sink },
    inputs,
    faults,
  });
}
