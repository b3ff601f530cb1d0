import fc from "fast-check";
import {
  type AnyMachine,
  always,
  at,
  broken,
  type ChannelKind,
  type Context,
  defineSystem,
  eventually,
  executionLaw,
  isConcurrent,
  type Law,
  monitor,
  type MonitorLaw,
  never,
  type System,
} from "../mod.ts";

/** What a machine does in one of its states on one kind of event. */
interface Rule {
  readonly send: number | null;
  readonly timer: number | null;
  readonly output: number | null;
  readonly write: boolean;
  readonly next: number;
  readonly throws: boolean;
}

interface TableState {
  at: number;
  left: number;
}

/** A machine of a few states that follows a random table, and gets tired. */
function tableMachine(rules: readonly Rule[]): AnyMachine {
  const act = (state: TableState, event: number, context: Context): void => {
    const rule = rules[(state.at * 3 + event) % rules.length];
    if (rule === undefined || state.left === 0) return;
    if (rule.throws) throw new Error("a bad state");
    state.left -= 1;
    state.at = rule.next;
    if (rule.output !== null) context.output(rule.output);
    const to = rule.send === null ? undefined : context.peers[rule.send % context.peers.length];
    if (to !== undefined) context.send(to, rule.send);
    if (rule.timer !== null) context.setTimer(`t${rule.timer}`, rule.timer);
    if (rule.write) context.disk.write("left", state.left);
  };
  return {
    start: (context) => ({ at: 0, left: Number(context.disk.read("left") ?? 4) }),
    onMessage: (state: TableState, message, _from, context) => act(state, Number(message), context),
    onTimer: (state: TableState, _timer, context) => act(state, 1, context),
    onInput: (state: TableState, input, context) => act(state, Number(input), context),
  };
}

const maybe = (most: number): fc.Arbitrary<number | null> => fc.option(fc.nat(most));

const rule: fc.Arbitrary<Rule> = fc.record({
  send: fc.option(fc.nat(2), { freq: 4 }),
  timer: maybe(2),
  output: maybe(2),
  write: fc.boolean(),
  next: fc.nat(2),
  throws: fc.nat(40).map((value) => value === 0),
});

/** Small systems of every kind of channel, timer rule and fault. */
export const randomSystem: fc.Arbitrary<System> = fc
  .record({
    tables: fc.array(fc.array(rule, { minLength: 3, maxLength: 6 }), { minLength: 2, maxLength: 3 }),
    kind: fc.constantFrom<ChannelKind>("fifo", "any-order", "duplicating"),
    inputs: fc.array(fc.record({ machine: fc.nat(1), input: fc.nat(2) }), { minLength: 1, maxLength: 4 }),
    faults: fc.record({ drops: fc.nat(1), duplicates: fc.nat(1), crashes: fc.nat(1), isCut: fc.boolean() }),
    timers: fc.constantFrom("ordered" as const, "untimed" as const, "messages-first" as const),
    idleDeliveries: fc.constantFrom("step" as const, "ignored" as const),
  })
  .map(({ tables, kind, inputs, faults: { isCut, ...faults }, ...rest }): System => {
    const names = ["a", "b", "c"].slice(0, tables.length);
    return defineSystem({
      machines: Object.fromEntries(names.map((name, index) => [name, tableMachine(tables[index] ?? [])])),
      channels: kind,
      inputs: inputs.map(({ machine, input }) => at(names[machine] ?? "a", input)),
      faults: { ...faults, cuts: isCut ? [[["a"], ["b"]]] : [] },
      ...rest,
    });
  });

const counted: MonitorLaw<{ count: number }> = monitor("outputs are counted", {
  start: () => ({ count: 0 }),
  on: { output: (state) => void state.count++ },
});

/** Laws of every kind, which few systems keep. */
export const randomLaw: fc.Arbitrary<Law> = fc
  .record({ kind: fc.nat(6), value: fc.nat(2), count: fc.integer({ min: 1, max: 6 }) })
  .map(({ kind, value, count }): Law => {
    switch (kind) {
      case 0:
        return never("some number is never put out", (seen) =>
          seen.kind === "output" && seen.output === value && seen.machine !== "a"
            ? broken("another", "this")
            : undefined,
        );
      case 1:
        return monitor<{ count: number }>("few deliveries", {
          start: () => ({ count: 0 }),
          on: { deliver: (state) => (++state.count > count ? broken(`${count}`, "more") : undefined) },
        });
      case 2:
        return always("few messages are in transit", {
          start: () => ({}),
          on: {},
          holds: (_state, view) => (view.inTransit.length <= count ? undefined : broken(`${count}`, "more")),
        });
      case 3:
        return eventually("there are many outputs", {
          of: counted,
          holds: (state) => (state.count > count ? undefined : broken("more", `${state.count}`)),
        });
      case 4:
        return eventually("there are few outputs", {
          of: counted,
          holds: (state) => (state.count <= count ? undefined : broken("fewer", `${state.count}`)),
        });
      case 5:
        return monitor<{ last: string }>("machines put out in turn", {
          start: () => ({ last: "" }),
          on: {
            output(state, { machine }) {
              if (machine < state.last) return broken(`after ${state.last}`, machine);
              state.last = machine;
            },
          },
        });
      default:
        return executionLaw("outputs are in a line", ({ events }) => {
          const outputs = events.filter((event) => event.outputs.length > 0);
          const other = outputs.find((event) => outputs.some((before) => isConcurrent(before, event)));
          return other === undefined ? undefined : { ...broken("one after the other", "two at once"), event: other.id };
        });
    }
  });
