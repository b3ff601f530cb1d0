import { compareVectors } from "@millrace/clocks";
import { type Event, type Execution, World, describeValue, encode } from "@millrace/core";

/** Where an execution and its replay part. */
export interface Divergence {
  /** The id of the first event that differs: its place in the execution. */
  readonly event: number;
  /** What is different about it: a field of the event, or `choice` if the simulator cannot follow there. */
  readonly field: keyof Event | "choice";
  /** One or two sentences that name the event, what was recorded, and what the replay gave. */
  readonly message: string;
}

/**
 * Replays an execution in the simulator, and compares it event by event: what set each off, what it sent and put out, and
 * the state, disk and timers after it. Gives the first difference; undefined if there is none.
 *
 * A difference means that a handler depends on something that is not in its machine's state: a variable outside, the
 * host's clock, chance. Moments (`atMs`) are not compared: a replay has none.
 *
 * @example
 * ```ts
 * import { at, defineMachine, defineSystem, simulate } from "@millrace/core";
 * import { findDivergence } from "@millrace/workers";
 *
 * let calls = 0;
 * const hidden = defineMachine<object, never, number, string>({
 *   start: () => ({}),
 *   onInput: (_state, _input, context) => context.output(++calls),
 * });
 * const execution = simulate(defineSystem({ machines: { a: hidden }, inputs: [at("a", "count")] }), { twice: false });
 * const divergence = findDivergence(execution);
 * if (divergence?.field !== "outputs") throw new Error("the second time it is 2");
 * ```
 */
export function findDivergence({ system, schedule, events }: Execution): Divergence | undefined {
  const world = new World(system, { twice: false });
  let place = 0;
  for (const event of world.eventsFrom(0)) {
    const difference = compare(events[place], event, place);
    if (difference !== undefined) return difference;
    place += 1;
  }
  for (const choice of schedule) {
    const recorded = events[place];
    try {
      const difference = compare(recorded, world.apply(choice), place);
      if (difference !== undefined) return difference;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { event: place, field: "choice", message: `${nameOf(recorded, place)} cannot be replayed: ${reason}` };
    }
    if (world.hasFailed) {
      const message = world.execution.failure?.message ?? "";
      return {
        event: place,
        field: "state",
        message: `${nameOf(recorded, place)} fails when it is replayed: ${message}`,
      };
    }
    place += 1;
  }
  return place === events.length
    ? undefined
    : { event: place, field: "kind", message: `${nameOf(events[place], place)} has no choice that leads to it.` };
}

/** Moments are left out: a replay has none. */
const fields = [
  "kind",
  "machine",
  "cause",
  "message",
  "messageId",
  "from",
  "input",
  "timer",
  "reply",
  "call",
  "cut",
  "outputs",
  "sends",
  "state",
  "disk",
  "timers",
  "timersSet",
  "observations",
] as const satisfies readonly (keyof Event)[];

function compare(recorded: Event | undefined, replayed: Event, place: number): Divergence | undefined {
  if (recorded === undefined)
    return {
      event: place,
      field: "kind",
      message: `Event ${place} was not recorded: the replay has ${describeEvent(replayed)}.`,
    };
  for (const field of fields) {
    if (encode(recorded[field]) !== encode(replayed[field])) return differ(field, { recorded, replayed, place });
  }
  return compareVectors(recorded.vector, replayed.vector) === "equal"
    ? undefined
    : differ("vector", { recorded, replayed, place });
}

function differ(
  field: (typeof fields)[number] | "vector",
  { recorded, replayed, place }: { recorded: Event; replayed: Event; place: number },
): Divergence {
  const [was, is] = [describeValue(recorded[field]), describeValue(replayed[field])];
  return {
    event: place,
    field,
    message: `${nameOf(recorded, place)} differs in ${field}: it was ${was}, and is ${is} when it is replayed.`,
  };
}

function nameOf(event: Event | undefined, place: number): string {
  return event === undefined ? `Event ${place}` : `Event ${place}, ${describeEvent(event)},`;
}

function describeEvent({ kind, machine, from, timer }: Event): string {
  const what = timer === undefined ? kind : `timer ${timer}`;
  const where = machine === "" ? "in the network" : `at ${machine}`;
  return from === undefined ? `${what} ${where}` : `${what} ${where} from ${from}`;
}
