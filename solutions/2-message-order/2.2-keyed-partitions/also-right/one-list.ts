/**
 * The consumer keeps one list of all records, and what is in hand by partition. The producer counts only records
 * without a key, and chooses their partition by a hash of that count.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";

type Key = string | Uint8Array | null;
type Processed = { readonly key: Key; readonly value: string };
type PartitionRecord = Processed & { readonly workMs: number };
type ProducerInput =
  | { readonly type: "produce"; readonly record: PartitionRecord }
  | { readonly type: "grow"; readonly partitions: number };

interface ConsumerState {
  waiting: { readonly partition: MachineId; readonly record: PartitionRecord }[];
  readonly inHand: Record<MachineId, PartitionRecord | null>;
}

export function partitionFor(key: Key, partitions: number, { turn = 0 }: { readonly turn?: number } = {}): number {
  const positive = murmur2(key ?? `nobody's ${turn}`) & 0x7fffffff;
  return positive - Math.floor(positive / partitions) * partitions;
}

export function producer(partitions: number): Machine<{ keyless: number }, PartitionRecord, never, ProducerInput> {
  return {
    start: () => ({ keyless: 0 }),
    onInput(state, input, { send }) {
      if (input.type !== "produce") return;
      const { key } = input.record;
      if (key === null) state.keyless += 1;
      send(`p${partitionFor(key, partitions, { turn: state.keyless })}`, { ...input.record });
    },
  };
}

export const consumer: Machine<ConsumerState, PartitionRecord, Processed> = defineMachine({
  start: (): ConsumerState => ({ waiting: [], inHand: {} }),
  onMessage(state, record, from, context) {
    state.waiting.push({ partition: from, record });
    beginWork(state, context);
  },
  onTimer(state, timer, context) {
    const partition = timer.slice("work at ".length);
    const record = state.inHand[partition];
    if (record) context.output({ key: record.key, value: record.value });
    state.inHand[partition] = null;
    beginWork(state, context);
  },
});

function beginWork(state: ConsumerState, context: Context<PartitionRecord, Processed>): void {
  state.waiting = state.waiting.filter(({ partition, record }) => {
    if (state.inHand[partition]) return true;
    state.inHand[partition] = record;
    context.setTimer(`work at ${partition}`, record.workMs);
    return false;
  });
}
