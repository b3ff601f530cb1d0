// One round of simulations of a trivial machine. Prints deliveries a second.
import { at, defineMachine, defineSystem, simulate, type Execution } from "@millrace/core";
import { Agenda } from "@millrace/core/heap.ts";

const counter = defineMachine<{ seen: number }, number, never, number>({
  start: () => ({ seen: 0 }),
  onMessage(state, message, from, context) {
    state.seen += 1;
    context.send(from, message + 1);
  },
  onInput: (_state, message, context) => context.send("b", message),
});
const messages = 10;
const inputs = Array.from({ length: messages }, (_unused, message) => at("a", message));
const system = defineSystem({ machines: { a: counter, b: counter }, inputs });

/** Deliveries a second of a run, with what is done with its execution. */
function measure(deliveries: number, use: (execution: Execution) => unknown, twice = true): number {
  const begin = performance.now();
  const execution = simulate(system, { steps: deliveries + messages + 2, twice });
  use(execution);
  const seconds = (performance.now() - begin) / 1000;
  const made = execution.schedule.filter(({ kind }) => kind === "deliver").length;
  if (made !== deliveries) throw new Error(`Cannot measure as there were ${made} deliveries, not ${deliveries}.`);
  return made / seconds;
}

/** Takes the earliest out of a heap, calls a function and puts it back. */
function loop(times: number): number {
  const agenda = new Agenda();
  const waiting = new Float64Array(messages);
  for (let message = 0; message < messages; message++) waiting[agenda.add(message)] = message;
  const state = { seen: 0 };
  const handle = (message: number): number => {
    state.seen += 1;
    return message + 1;
  };
  const begin = performance.now();
  for (let time = 0; time < times; time++) {
    const atMs = agenda.firstMs;
    const message = waiting[agenda.take()] ?? 0;
    waiting[agenda.add(atMs + 1 + (time % 9))] = handle(message);
  }
  const seconds = (performance.now() - begin) / 1000;
  if (state.seen !== times) throw new Error(`Cannot measure as there were ${state.seen} calls, not ${times}.`);
  return times / seconds;
}

const nothing = (): void => undefined;
measure(200_000, nothing);
const untouched = measure(1_000_000, nothing);
measure(200_000, nothing, false);
const once = measure(1_000_000, nothing, false);
const withSchedule = measure(1_000_000, ({ schedule }) => schedule);
measure(20_000, ({ events }) => events);
const withEvents = measure(100_000, ({ events }) => events);
loop(200_000);
console.log(JSON.stringify({ untouched, once, withSchedule, withEvents, loop: loop(1_000_000) }));
