import { type Event, type Execution, happensBefore } from "../execution.ts";
import { isPort } from "../system.ts";
import { type TimedChoice, World } from "../world.ts";

/** What happened, or could have happened next, and the choice that it came of. */
export interface Occurrence {
  readonly event: Pick<Event, "id" | "kind" | "machine"> & Partial<Event>;
  readonly choice: TimedChoice;
}

/** Two of them, in the order in which they came. */
export interface Pair {
  readonly first: Occurrence;
  readonly second: Occurrence;
}

/** The pairs that can be put the other way round, those of two messages first. */
export function* listPairs(execution: Execution, happened: readonly Occurrence[]): Generator<Pair> {
  const { events } = execution;
  const later = [...listPending(execution), ...happened.toReversed()];
  const earlier = happened.toReversed();
  for (const ofMessages of [true, false]) {
    for (const second of later) {
      for (const first of earlier) {
        const isOfMessages = first.event.kind === "deliver" && second.event.kind === "deliver";
        if (isOfMessages === ofMessages && areRacing({ first, second }, events)) yield { first, second };
      }
    }
  }
}

function areRacing({ first: { event: first }, second: { event: second } }: Pair, events: readonly Event[]): boolean {
  if (first.machine !== second.machine || isPort(first.machine) || first.id >= second.id) return false;
  if (!canBeMoved(first) || !canBeMoved(second)) return false;
  const { cause, kind } = second;
  if (kind === "input") return first.kind !== "input";
  if (cause === undefined) return true;
  const [opening, send] = [events[first.id], events[cause]];
  if (opening === undefined || send === undefined) return false;
  return cause < first.id || (send !== opening && !happensBefore(opening, send));
}

/** A restart only follows a crash; what happens to messages on their way is nothing that a machine could expect. */
function canBeMoved({ kind }: Pick<Event, "kind">): boolean {
  return kind === "deliver" || kind === "reply" || kind === "input" || kind === "timer" || kind === "crash";
}

/** The messages that were on their way in the end, and the next inputs. */
function listPending({ system, schedule, events }: Execution): Occurrence[] {
  const world = new World(system, { twice: false });
  for (const choice of schedule) if (world.canApply(choice)) world.apply(choice);
  const id = events.length;
  const messages = system.channels.flatMap(({ from, to }) =>
    world.contents(from, to).map(({ message, messageId }): Occurrence => {
      const cause = events.find(({ sends }) => sends.some((send) => send.messageId === messageId))?.id ?? 0;
      const kind = isPort(from) ? "reply" : "deliver";
      return {
        event: { id, kind, machine: to, from, message, messageId, cause },
        choice: { kind: "deliver", from, to, nth: -1 },
      };
    }),
  );
  const inputs = system.nodes.flatMap(({ id: machine, inputs: own }): Occurrence[] => {
    const taken = schedule.filter((choice) => choice.kind === "input" && choice.machine === machine).length;
    const input = own[taken];
    if (input === undefined) return [];
    const event = { id, kind: "input", machine, input: system.inputs[input]?.input } as const;
    return [{ event, choice: { kind: "input", machine, input } }];
  });
  return [...messages, ...inputs];
}
