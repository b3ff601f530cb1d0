/**
 * Vector counters: a visitor goes round a ring of machines, and knows for each of them how much work is on its way there.
 *
 * Each machine counts what it has sent, by destination, less what it has received itself. The visitor takes these counts
 * along, so the machine counts from 0 again. What the visitor has is a vector: for each machine, how many messages to it have
 * been read as sent and not as received. It may be below 0, for a message whose sending is still to be read. The visitor
 * waits where she knows that something will arrive. When she has been everywhere, and her whole vector is 0, all is over.
 *
 * State: a vector of counts, the work to be done; the visitor, while she is here. Channels may reorder; none may lose or
 * double a message.
 *
 * Source: F. Mattern, "Algorithms for distributed termination detection" (1987); Kshemkalyani & Singhal, Distributed
 * Computing (2008), ch. 7. There, to take work in and to hand out all that comes of it is one step, so that nobody is ever
 * seen at work. Here a machine is active in between, so the visitor waits until it is passive.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "./ring.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** By machine, in the order of the ring: work messages to it that were sent, less those that it received. May be below 0. */
export type Counts = Record<MachineId, number>;

/** What goes round. There is one. */
export interface Visitor {
  /** Says that it is no work. */
  readonly type: "visitor";
  /** All counts that she has taken along since the beginning, added up. */
  readonly counts: Readonly<Counts>;
  /** How many machines she has not been to, with the one that she is going to: down to 0. */
  readonly unvisited: number;
}

/** What a machine remembers. */
export interface State {
  /** Since the visitor last left: what was sent from here, and received here. */
  counts: Counts;
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether it has been told what there is to do. */
  hasBegun: boolean;
  /** The visitor, while she is here. */
  visitor: Visitor | undefined;
}

/** What machines send each other. */
export type Message = Work | Visitor;

/**
 * One participant in a ring of machines, each of which is listed once. The visitor sets out from the first. Each machine
 * gets the input `begin` once. Each needs a channel to the next in the ring, and to whomever it gives work.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { task, vectorCounters } from "@millrace/termination";
 *
 * const machine = vectorCounters(["a", "b", "c"]);
 * const system = defineSystem({
 *   machines: { a: machine, b: machine, c: machine },
 *   inputs: ["a", "b", "c"].map((name) => at(name, { type: "begin", task: task() })),
 * });
 * const { events } = simulate(system);
 * if (events.flatMap(({ sends }) => sends).length !== 2) throw new Error("nothing to do: from a to b, and from b to c");
 * if (events.flatMap(({ outputs }) => outputs).length !== 1) throw new Error("c says it, as the visitor is there");
 * ```
 */
export function vectorCounters(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: ({ self }): State => ({
      counts: zeros(ring),
      workload: [],
      hasBegun: false,
      visitor: self === ring[0] ? { type: "visitor", counts: zeros(ring), unvisited: ring.length } : undefined,
    }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        add(state.counts, context.self, -1);
        takeOn(state.workload, message.task, context);
      } else {
        state.visitor = message;
      }
      seeOff(state, ring, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      add(state.counts, to, 1);
      seeOff(state, ring, context);
    },

    onInput(state, { task }, context) {
      state.hasBegun = true;
      takeOn(state.workload, task, context);
      seeOff(state, ring, context);
    },
  });
}

/** Called when the visitor may leave: with nothing left to do here, and nothing on its way here that she knows of. */
function seeOff(state: State, ring: readonly MachineId[], context: Context<Message, Terminated>): void {
  const { visitor, hasBegun, workload } = state;
  if (visitor === undefined || !hasBegun || !isPassive(workload)) return;
  const counts = sumOf(visitor.counts, state.counts);
  if ((counts[context.self] ?? 0) > 0) return;
  const unvisited = Math.max(visitor.unvisited - 1, 0);
  if (unvisited === 0 && Object.values(counts).every((count) => count === 0)) {
    context.output({ type: "terminated" });
  } else {
    context.send(nextInRing(ring, context.self), { type: "visitor", counts, unvisited });
  }
  state.visitor = undefined;
  state.counts = zeros(ring);
}

function zeros(ring: readonly MachineId[]): Counts {
  return Object.fromEntries(ring.map((machine) => [machine, 0]));
}

/** A vector of its own. */
function sumOf(one: Readonly<Counts>, other: Readonly<Counts>): Counts {
  return Object.fromEntries(Object.entries(one).map(([machine, count]) => [machine, count + (other[machine] ?? 0)]));
}

function add(counts: Counts, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}
