/**
 * A broker to try consumers on: a log for each partition, and a group whose members share the partitions.
 *
 * Whenever a member joins or is expelled, the group is put together anew: all members are asked to give back what they
 * have, and when they have done so, a new generation begins. What a member asks in an old generation is not answered.
 * The first partition goes to the newest member, the second to the one before it, and so on: whenever somebody joins,
 * everything moves.
 *
 * A model: it never forgets (make it durable where machines crash), it has one topic and one group, and it notices a
 * member's silence only when it is told to, by the input `expel`. As with Kafka, a commit is judged by its generation
 * alone: its offsets may go back, or lie past the end.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** The name of a partition: "orders-0". */
export type Partition = string;

/** By partition, an offset: the place of a record in its log, from 0. */
export type Offsets = Readonly<Record<Partition, number>>;

/** A record as it is read. */
export interface GroupRecord {
  /** Where it is. */
  readonly partition: Partition;
  /** Its place there, from 0. */
  readonly offset: number;
  /** Its own name: no two records share one. */
  readonly id: string;
  /** What it says: any plain data. */
  readonly value: unknown;
}

/** What a consumer sends to the broker. */
export type ToBroker =
  /** Takes its sender into the group; whatever it had before is free. */
  | { readonly type: "join" }
  /** Asks for records from these offsets on. Answered as soon as there are any; a second poll takes the place of the first. */
  | { readonly type: "poll"; readonly generation: number; readonly offsets: Offsets }
  /** All below these offsets is done. Not answered. */
  | { readonly type: "commit"; readonly generation: number; readonly offsets: Offsets }
  /** Gives all partitions back: the answer to `revoke`. */
  | { readonly type: "release"; readonly generation: number };

/** What the broker sends to a consumer. */
export type FromBroker =
  /** A generation begins. These partitions are the receiver's, each from its committed offset on. */
  | { readonly type: "assigned"; readonly generation: number; readonly offsets: Offsets }
  /** The answer to a poll: one record or more, by partition and offset. */
  | { readonly type: "records"; readonly generation: number; readonly records: readonly GroupRecord[] }
  /** The generation is to end: give back what you have. No poll is answered any more, commits still count. */
  | { readonly type: "revoke"; readonly generation: number }
  /** The receiver is out of the group, and what it had is somebody else's. */
  | { readonly type: "lost" };

/** All that travels between consumers and their broker. */
export type GroupMessage = ToBroker | FromBroker;

/** What happens to the broker from outside. */
export type BrokerInput =
  /** A producer adds a record. */
  | { readonly type: "append"; readonly partition: Partition; readonly id: string; readonly value?: unknown }
  /** A member has not been heard of for too long. */
  | { readonly type: "expel"; readonly member: MachineId };

/** What the outside sees of the broker. */
export type BrokerOutput =
  /** A record is in the log. */
  | { readonly type: "appended"; readonly record: GroupRecord }
  /** A commit counts. */
  | { readonly type: "committed"; readonly partition: Partition; readonly offset: number };

/** What is in the logs at first: by partition, the ids of its records. */
export type Logs = Readonly<Record<Partition, readonly string[]>>;

/** What a broker remembers. */
export interface BrokerState {
  /** By partition, its records. */
  readonly logs: Record<Partition, GroupRecord[]>;
  /** By partition, the offset from which its next owner begins. */
  readonly committed: Record<Partition, number>;
  /** The present one; 0 before the first. */
  generation: number;
  /** In the order in which they joined. */
  members: MachineId[];
  /** The members that have not given back what they have. Empty, unless the group is being put together. */
  owing: MachineId[];
  /** By partition, whose it is in this generation. */
  owners: Record<Partition, MachineId>;
  /** By member: the poll that waits for a record. */
  polls: Record<MachineId, Offsets>;
}

/**
 * A broker with these logs, which hands out at most `batchRecords` records at a time. Its machine is called "broker".
 *
 * @example
 * ```ts
 * import { defineSystem, simulate } from "@millrace/core";
 * import { brokerOf, consumer, sink } from "@millrace/delivery";
 *
 * const broker = brokerOf({ logs: { "orders-0": ["o1", "o2", "o3"] }, batchRecords: 2 });
 * const system = defineSystem({ machines: { broker, worker: consumer }, resources: { sink } });
 * const committed = simulate(system).events.flatMap(({ outputs }) =>
 *   (outputs as { type: string; offset: number }[]).filter(({ type }) => type === "committed").map(({ offset }) => offset),
 * );
 * if (committed.join() !== "2,3") throw new Error("two batches, and the next offset after each");
 * ```
 */
export function brokerOf({
  logs,
  batchRecords,
}: {
  readonly logs: Logs;
  readonly batchRecords: number;
}): Machine<BrokerState, GroupMessage, BrokerOutput, BrokerInput> {
  return defineMachine({
    start(context): BrokerState {
      const state: BrokerState = {
        logs: {},
        committed: {},
        generation: 0,
        members: [],
        owing: [],
        owners: {},
        polls: {},
      };
      for (const [partition, ids] of Object.entries(logs)) {
        state.logs[partition] = [];
        state.committed[partition] = 0;
        for (const id of ids) append(state, { partition, id, value: null }, context);
      }
      return state;
    },

    onMessage(state, message, from, context) {
      if (message.type === "join") {
        state.members = [...without(state.members, from), from];
        regroup(state, from, context);
      } else if ("generation" in message && message.generation === state.generation && hasPart(state, from)) {
        if (message.type === "poll") receivePoll(state, { from, offsets: message.offsets }, context);
        if (message.type === "commit") receiveCommit(state, message.offsets, context);
        if (message.type === "release" && state.owing.includes(from)) regroup(state, from, context);
      }
    },

    onInput(state, input, context) {
      if (input.type === "append") {
        append(state, { value: null, ...input }, context);
        for (const member of state.members) answerPoll(state, member, context);
      } else if (state.members.includes(input.member)) {
        state.members = without(state.members, input.member);
        context.send(input.member, { type: "lost" });
        regroup(state, input.member, context);
      }
    },
  });

  function receivePoll(
    state: BrokerState,
    { from, offsets }: { readonly from: MachineId; readonly offsets: Offsets },
    context: Reach,
  ): void {
    if (state.owing.length > 0) return;
    state.polls[from] = offsets;
    answerPoll(state, from, context);
  }

  function answerPoll(state: BrokerState, member: MachineId, context: Reach): void {
    const offsets = state.polls[member];
    if (offsets === undefined) return;
    const records = Object.entries(offsets)
      .filter(([partition]) => state.owners[partition] === member)
      .flatMap(([partition, offset]) => state.logs[partition]?.slice(Math.max(0, offset)) ?? [])
      .slice(0, batchRecords);
    if (records.length === 0) return;
    delete state.polls[member];
    context.send(member, { type: "records", generation: state.generation, records });
  }
}

type Reach = Context<GroupMessage, BrokerOutput>;

/** Whether a machine may still speak in this generation. */
function hasPart({ members, owing }: BrokerState, machine: MachineId): boolean {
  return members.includes(machine) && (owing.length === 0 || owing.includes(machine));
}

function receiveCommit(state: BrokerState, offsets: Offsets, context: Reach): void {
  for (const [partition, offset] of Object.entries(offsets)) {
    if (state.committed[partition] === undefined) continue;
    state.committed[partition] = offset;
    context.output({ type: "committed", partition, offset });
  }
}

function append(
  { logs }: BrokerState,
  { partition, id, value }: Pick<GroupRecord, "partition" | "id" | "value">,
  context: Reach,
): void {
  const log = (logs[partition] ??= []);
  const record = { partition, offset: log.length, id, value };
  log.push(record);
  context.output({ type: "appended", record });
}

/** `free` owes nothing: it is new, has given everything back, or is out. Asks the others, or begins the next generation. */
function regroup(state: BrokerState, free: MachineId, context: Reach): void {
  const { generation } = state;
  if (state.owing.length > 0) {
    state.owing = without(state.owing, free);
  } else {
    state.owing = without(state.members, free);
    state.polls = {};
    for (const member of state.owing) context.send(member, { type: "revoke", generation });
  }
  if (state.owing.length === 0) beginGeneration(state, context);
}

function beginGeneration(state: BrokerState, context: Reach): void {
  const { members, committed } = state;
  state.generation += 1;
  const partitions = Object.keys(committed);
  state.owners = Object.fromEntries(
    partitions.flatMap((partition, index) => {
      const owner = members[members.length - 1 - (index % members.length)];
      return owner === undefined ? [] : [[partition, owner]];
    }),
  );
  for (const member of members) {
    const own = partitions.filter((partition) => state.owners[partition] === member);
    const offsets = Object.fromEntries(own.map((partition) => [partition, committed[partition] ?? 0]));
    context.send(member, { type: "assigned", generation: state.generation, offsets });
  }
}

function without(machines: readonly MachineId[], machine: MachineId): MachineId[] {
  return machines.filter((other) => other !== machine);
}
