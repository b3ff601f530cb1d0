/**
 * Reports of simulated runs, told to the recorder in random orders: whatever the order, it must make an execution that
 * replays, and in which no event stands before one that it knows of.
 */
import fc from "fast-check";
import { compareVectors } from "@millrace/clocks";
import {
  type Event,
  type Execution,
  type System,
  at,
  defineMachine,
  defineSystem,
  happensBefore,
  simulate,
} from "@millrace/core";
import { expect, test } from "vitest";
import { findDivergence } from "../divergence.ts";
import type { ReportedEvent } from "../worker-protocol.ts";
import { Recorder } from "./recorder.ts";

const relay = defineMachine<{ hops: number }, number, number, number>({
  start: (): { hops: number } => ({ hops: 0 }),
  onMessage(state, left, from, context) {
    state.hops += 1;
    context.output(left);
    if (left > 0)
      context.peers.filter((peer) => peer !== from || left % 2 === 0).forEach((peer) => context.send(peer, left - 1));
    if (left % 3 === 0) context.setTimer("again", 3);
  },
  onTimer: (_state, _timer, context) => context.send(context.peers[0] ?? "", 0),
  onInput: (_state, left, context) => context.peers.forEach((peer) => context.send(peer, left)),
});

const system = (channels: "fifo" | "any-order"): System =>
  defineSystem({
    machines: { a: relay, b: relay, c: relay },
    channels,
    inputs: [at("a", 3), at("b", 2), at("c", 1, { atMs: 20 })],
    faults: { drops: 2, duplicates: 2, crashes: 2 },
  });

test("any order of reports makes an execution that replays, a linear extension of happens-before", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("fifo", "any-order"),
      fc.nat(1_000),
      fc.infiniteStream(fc.nat(2)),
      (channels, seed, order) => {
        const original = simulate(system(channels), { seed, steps: 120 });
        const execution = retold(original, order);
        expect(findDivergence(execution)).toBeUndefined();
        expect(execution.events).toHaveLength(original.events.length);
        // What happens to a message on its way is no step of a machine, and has no clock of its own.
        const steps = execution.events.filter(({ kind }) => kind !== "drop" && kind !== "duplicate");
        for (const [place, later] of steps.entries()) {
          for (const earlier of steps.slice(0, place)) expect(happensBefore(later, earlier)).toBe(false);
        }
        const last = steps.filter(({ machine }) => machine === "a");
        for (const [place, later] of last.slice(1).entries())
          expect(compareVectors(last[place]?.vector ?? {}, later.vector)).toBe("before");
      },
    ),
    { numRuns: 60 },
  );
});

/** The execution that a recorder makes, if one machine after the other is chosen to tell its next event. */
function retold({ system, events }: Execution, order: Iterable<number>): Execution {
  const recorder = new Recorder(system, { inputOf: (input) => system.inputs[input], onEvent() {} });
  const stories = system.nodes.map((node) => ({ node, left: events.filter(({ machine }) => machine === node.id) }));
  const sequences = numberLetters(system, events);
  const tell = ({ node, left }: (typeof stories)[number]): void => {
    const event = left.shift();
    if (event === undefined) return;
    if (event.kind === "crash") recorder.crash(node, event.atMs ?? 0);
    else recorder.add(node, [reportOf(event, { system, events, sequences })]);
  };
  const choices = order[Symbol.iterator]();
  while (stories.some(({ left }) => left.length > 0)) {
    const story = stories[choices.next().value ?? 0];
    if (story !== undefined) tell(story);
  }
  expect(recorder.isCaughtUp).toBe(true);
  return recorder.execution(system.inputs);
}

/** Where each message stands in its channel, by its id. */
function numberLetters(system: System, events: readonly Event[]): Map<number, { channel: number; sequence: number }> {
  const sent = system.channels.map(() => 0);
  const letters = new Map<number, { channel: number; sequence: number }>();
  for (const { machine, sends } of events) {
    for (const { messageId, to } of sends) {
      const channel = system.channels.findIndex((each) => each.from === machine && each.to === to);
      letters.set(messageId, { channel, sequence: (sent[channel] = (sent[channel] ?? 0) + 1) });
    }
  }
  return letters;
}

function reportOf(
  event: Event,
  {
    system,
    events,
    sequences,
  }: { system: System; events: readonly Event[]; sequences: ReturnType<typeof numberLetters> },
): ReportedEvent {
  const { kind, machine, timer, state, disk, atMs = 0 } = event;
  const isFate = kind === "drop" || kind === "duplicate";
  const known = isFate ? (events[event.cause ?? 0]?.vector ?? {}) : event.vector;
  const stamp = system.nodes.map(({ id }) => known[id] ?? 0);
  const letter = event.messageId === undefined ? {} : sequences.get(event.messageId);
  const input = kind === "input" ? { input: inputOf(system, events, event) } : {};
  const effects = [
    ...event.outputs.map((output) => ({ kind: "output", output }) as const),
    ...event.sends.map(({ to, message }) => {
      const channel = system.channels.findIndex((each) => each.from === machine && each.to === to);
      return { kind: "send", channel, to, message } as const;
    }),
    ...event.timersSet.map((name) => ({ kind: "set-timer", name, afterMs: 3 }) as const),
  ];
  if (kind === "crash" || kind === "skew" || kind === "cut" || kind === "heal" || kind === "reply")
    throw new Error(kind);
  const common = { kind, ...letter, ...input, stamp, atMs, ...(timer === undefined ? {} : { timer }) };
  return isFate ? common : { ...common, effects, state, ...(disk === undefined ? {} : { disk }) };
}

/** Each machine's inputs come in the system's order. */
function inputOf(system: System, events: readonly Event[], { id, machine }: Event): number {
  const place = events.filter((event) => event.kind === "input" && event.machine === machine && event.id < id).length;
  return (
    system.inputs.map((input, index) => ({ input, index })).filter(({ input }) => input.machine === machine)[place]
      ?.index ?? -1
  );
}
