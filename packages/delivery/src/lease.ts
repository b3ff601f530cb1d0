/**
 * Lease and fencing token: one scheduler at a time works, as long as its lease lasts by its own clock, and the storage
 * refuses whoever has been overtaken all the same.
 *
 * Two machines. The storage remembers the highest token that it has accepted, on its disk too. A scheduler remembers the days
 * that are left to write, its lease, and when it last asked for it.
 * Messages: `acquire`, `renew` and `release` to the lock service, `granted`, `renewed` and `refused` from it; `write` to the
 * storage, `written` and `rejected` from it (lease.locks.ts).
 *
 * Source: beyond the book. Gray and Cheriton, "Leases" (1989); Burrows, "The Chubby lock service" (2006), where a fencing
 * token is called a sequencer. We deviate in that a scheduler renews when it needs to, just before a write.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "./lease.locks.ts";

/**
 * A storage that accepts a write unless it has accepted one with a higher token before.
 *
 * @example
 * ```ts
 * import { World, at, defineMachine, defineSystem } from "@millrace/core";
 * import { type LeaseMessage, storage } from "@millrace/delivery";
 *
 * const writer = defineMachine<object, LeaseMessage, never, LeaseMessage>({
 *   start: () => ({}),
 *   onInput: (_state, write, context) => context.send("storage", write),
 * });
 * const inputs = [2, 1, 2].map((token) => at("writer", { type: "write", token, day: "monday" }));
 * const world = new World(defineSystem({ machines: { storage, writer }, inputs }));
 * const accepted = inputs.map((_input, input) => {
 *   world.apply({ kind: "input", machine: "writer", input });
 *   return world.apply({ kind: "deliver", from: "writer", to: "storage", nth: 0 }).outputs.length;
 * });
 * if (accepted.join() !== "1,0,1") throw new Error("1 comes after 2");
 * ```
 */
export const storage: Machine<StorageState, LeaseMessage, StorageOutput> = defineMachine({
  start: (context): StorageState => ({ highest: Number(context.disk.read("highest") ?? 0) }),

  onMessage(state, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    if (token < state.highest) {
      context.send(from, { type: "rejected", day });
      return;
    }
    state.highest = token;
    context.disk.write("highest", token);
    context.output({ type: "written", day, token, by: from });
    context.send(from, { type: "written", day });
  },
});

/**
 * A scheduler that writes its days one by one, each one only while `marginMs` milliseconds of its lease are left.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { locksOf, scheduler, storage } from "@millrace/delivery";
 *
 * const airflow = scheduler({ marginMs: 20 });
 * const system = defineSystem({
 *   machines: { locks: locksOf({ leaseMs: 100 }), one: airflow, two: airflow, storage },
 *   inputs: [at("one", { days: ["monday", "tuesday"] }), at("two", { days: ["monday"] })],
 * });
 * const outputs = simulate(system).events.flatMap((event) => event.outputs as { type: string }[]);
 * if (outputs.filter(({ type }) => type === "done").length !== 2) throw new Error("both backfills are done");
 * ```
 */
export function scheduler({
  marginMs,
}: {
  readonly marginMs: number;
}): Machine<SchedulerState, LeaseMessage, SchedulerOutput, Backfill> {
  return defineMachine({
    start: (): SchedulerState => ({ days: [], lease: undefined, askedMs: 0 }),

    onMessage(state, message, _from, context) {
      if (message.type === "granted" || message.type === "renewed") {
        state.lease = { token: message.token, endsMs: state.askedMs + message.forMs };
      } else if (message.type === "written") {
        state.days.shift();
      } else {
        state.lease = undefined;
      }
      goOn(state, context);
    },

    onInput(state, { days }, context) {
      state.days.push(...days);
      goOn(state, context);
    },
  });

  /** One request at a time: each answer leads to the next one. */
  function goOn(state: SchedulerState, context: Reach): void {
    const { days, lease } = state;
    const [day] = days;
    if (day === undefined) {
      if (lease !== undefined) context.send("locks", { type: "release", token: lease.token });
      state.lease = undefined;
      context.output({ type: "done" });
    } else if (lease === undefined) {
      state.askedMs = context.now();
      context.send("locks", { type: "acquire" });
    } else if (lease.endsMs - context.now() < marginMs) {
      state.askedMs = context.now();
      context.send("locks", { type: "renew", token: lease.token });
    } else {
      context.send("storage", { type: "write", token: lease.token, day });
    }
  }
}

/** What the storage remembers. */
export interface StorageState {
  /** The highest token that it has accepted; 0 before the first. */
  highest: number;
}

/** What a scheduler remembers. */
export interface SchedulerState {
  /** The days that are not known to be written, the next one first. */
  readonly days: string[];
  /** The lease that it believes to have. */
  lease: Lease | undefined;
  /** When it last asked for a lease, or for more time, by its own clock. */
  askedMs: number;
}

/** A lease, as its holder sees it. */
export interface Lease {
  /** Goes with every write. */
  readonly token: number;
  /** When it ends by the holder's own clock: never later than it ends at the lock service, if both clocks run alike. */
  readonly endsMs: number;
}

type Reach = Context<LeaseMessage, SchedulerOutput>;
