import { encode, type InTransit, type View, type World } from "../mod.ts";

/** Everything that decides what can happen next, read from outside of a world. */
export function nameState(world: World): string {
  const { system, view } = world;
  const { schedule, events } = world.execution;
  const { faults } = system;
  const last = new Map(events.filter(({ state }) => state !== undefined).map((event) => [event.machine, event]));
  const count = (kind: string, machine?: string): number =>
    schedule.filter(
      (choice) => choice.kind === kind && (!machine || ("machine" in choice && choice.machine === machine)),
    ).length;
  const nodes = system.nodes.map(({ id, isResource }) => {
    const isUp = isResource || view.isUp(id);
    const timers = view.timers(id).map(({ name, afterMs }) => [name, afterMs]);
    return [
      isUp,
      isUp ? last.get(id)?.state : null,
      last.get(id)?.disk,
      timers,
      count("crash", id),
      count("input", id),
    ];
  });
  const channels = system.channels.map(({ from, to, kind }) => {
    const messages = world.contents(from, to).map(({ message }) => encode(message));
    if (kind === "fifo") return messages;
    return (kind === "duplicating" ? [...new Set(messages)] : messages).toSorted();
  });
  const bounded = [faults.drops, faults.duplicates].map(Number.isFinite);
  const spent = ["drop", "duplicate"].map((kind, index) => (bounded[index] === true ? count(kind) : 0));
  const cuts = faults.cuts.map(
    (_cut, place) => schedule.filter((choice) => "cut" in choice && choice.cut === place).length,
  );
  return encode([nodes, channels, spent, cuts]);
}

/** What a law sees of a state. */
export function describeView(view: View): string {
  const timers = view.machines.map((machine) => [view.isUp(machine), view.timers(machine).map(({ name }) => name)]);
  const letters = view.inTransit.map((letter: InTransit) => encode([letter.from, letter.to, letter.message]));
  return encode([timers, [...new Set(letters)].toSorted(), view.inputsLeft]);
}
