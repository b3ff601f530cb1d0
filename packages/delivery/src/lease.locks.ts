/**
 * A lock service to try leases on, and the words in which schedulers, lock service and storage speak.
 *
 * It gives the lease to one scheduler at a time, in the order in which they ask, each time with a token that is higher than
 * all before. It takes the lease away when its time is over by the service's own clock; what the holder believes by then
 * is another matter. A model: it never forgets (make it durable where machines crash).
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a scheduler sends to the lock service, "locks". */
export type ToLocks =
  /** Asks for the lease; answered by `granted` when it is the sender's turn. A holder that asks anew has given its own up. */
  | { readonly type: "acquire" }
  /** Asks for the whole time again, from now on; answered by `renewed` or `refused`. */
  | { readonly type: "renew"; readonly token: number }
  /** Gives it back. Not answered. */
  | { readonly type: "release"; readonly token: number };

/** What the lock service sends to a scheduler. */
export type FromLocks =
  /** The lease is the receiver's, for so many milliseconds from now, or until then by the lock service's clock. */
  | {
      readonly type: "granted" | "renewed";
      readonly token: number;
      readonly forMs: number;
      readonly untilMs: number;
    }
  /** The lease of this token is over. */
  | { readonly type: "refused"; readonly token: number };

/** What a scheduler sends to the storage, "storage". */
export interface ToStorage {
  /** The only kind of request. */
  readonly type: "write";
  /** That of the sender's lease. */
  readonly token: number;
  /** What to write: the day that was computed. */
  readonly day: string;
}

/** What the storage answers. */
export interface FromStorage {
  /** Whether the day is in the table now. */
  readonly type: "written" | "rejected";
  /** Which day was to be written. */
  readonly day: string;
}

/** All that travels. */
export type LeaseMessage = ToLocks | FromLocks | ToStorage | FromStorage;

/** What the storage puts out: a day is in the table. */
export interface StorageOutput {
  /** The only kind of output. */
  readonly type: "written";
  /** Which day. */
  readonly day: string;
  /** Under which token. */
  readonly token: number;
  /** Who wrote it. */
  readonly by: MachineId;
}

/** What a scheduler is asked to do, once: these days, in this order. */
export interface Backfill {
  /** None, one or more, all different. */
  readonly days: readonly string[];
}

/** What a scheduler puts out: all its days are written. */
export interface SchedulerOutput {
  /** The only kind of output. */
  readonly type: "done";
}

/** What the lock service remembers. */
export interface LocksState {
  /** The highest token that was given out; 0 before the first. */
  token: number;
  /** Who has the lease; undefined if nobody has. */
  holder: MachineId | undefined;
  /** Those who have asked and must wait, the first one first. */
  queue: MachineId[];
}

/**
 * A lock service that gives leases of `leaseMs` milliseconds. It measures them with a timer, or if `isTimed` is false, takes
 * the lease away when the input `expire` says that the time is over.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { locksOf, scheduler, storage } from "@millrace/delivery";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { locks: locksOf({ leaseMs: 100 }), airflow: scheduler({ marginMs: 20 }), storage },
 *     inputs: [at("airflow", { days: ["monday"] })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "airflow", input: 0 });
 * world.apply({ kind: "deliver", from: "airflow", to: "locks", nth: 0 });
 * const [granted] = world.contents("locks", "airflow");
 * if (JSON.stringify(granted?.message) !== '{"type":"granted","token":1,"forMs":100,"untilMs":100}') throw new Error("the first token");
 * ```
 */
export function locksOf({
  leaseMs,
  isTimed = true,
}: {
  readonly leaseMs: number;
  readonly isTimed?: boolean;
}): Machine<LocksState, LeaseMessage, never, { readonly type: "expire" }> {
  return defineMachine({
    start: (): LocksState => ({ token: 0, holder: undefined, queue: [] }),

    onMessage(state, message, from, context) {
      if (message.type === "acquire") {
        if (state.holder === from) state.holder = undefined;
        if (!state.queue.includes(from)) state.queue.push(from);
        giveOut(state, context);
      } else if (message.type === "renew") {
        const { token } = message;
        if (isHeld(state, { from, token })) grant("renewed", { to: from, token }, context);
        else context.send(from, { type: "refused", token });
      } else if (message.type === "release" && isHeld(state, { from, token: message.token })) {
        takeBack(state, context);
      }
    },

    onTimer: (state, _lease, context) => takeBack(state, context),

    onInput: (state, _expire, context) => takeBack(state, context),
  });

  function takeBack(state: LocksState, context: Reach): void {
    state.holder = undefined;
    context.clearTimer("lease");
    giveOut(state, context);
  }

  function giveOut(state: LocksState, context: Reach): void {
    if (state.holder !== undefined) return;
    state.holder = state.queue.shift();
    if (state.holder === undefined) return;
    state.token += 1;
    grant("granted", { to: state.holder, token: state.token }, context);
  }

  function grant(
    type: "granted" | "renewed",
    { to, token }: { readonly to: MachineId; readonly token: number },
    context: Reach,
  ): void {
    if (isTimed) context.setTimer("lease", leaseMs);
    context.send(to, { type, token, forMs: leaseMs, untilMs: context.now() + leaseMs });
  }
}

type Reach = Context<LeaseMessage>;

function isHeld({ holder, token }: LocksState, claim: { readonly from: MachineId; readonly token: number }): boolean {
  return holder === claim.from && token === claim.token;
}
