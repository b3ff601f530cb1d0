/**
 * The four-counter method: the root counts twice what was sent and what was received, and compares.
 *
 * Each machine counts its work messages. A wave visits every machine once and adds the counts up. One wave proves
 * nothing: it reads the machines at different moments, and what it misses here may hide what it misses there. But if
 * all that the first wave saw received is all that the second, which begins when the first is over, saw sent, then
 * nothing was in transit when the first ended, and nothing has happened since.
 *
 * State: two counters; at the root the wave under way and the one before it. Channels may reorder; none may lose or
 * double a message.
 *
 * Source: Mattern, "Algorithms for distributed termination detection" (1987); Kshemkalyani & Singhal, Distributed
 * Computing (2008), ch. 7, the atomic model: taking a task in and handing out all that it holds is one step, so that a
 * machine between steps is always passive. We deviate in that a wave that fails is the first of the next pair.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
import type { Begin, Task, Terminated, Work } from "./workload.ts";

/** How long the root waits from the end of one wave to the next. */
export const pauseMs = 50;

/** What a machine remembers. */
export interface State extends Counts {
  /** At the root: the wave under way. */
  wave: Wave | undefined;
  /** At the root: how much the wave before had seen received. */
  receivedBefore: number | undefined;
}

/** How many work messages were sent and received: by one machine, or by all that a wave has visited. */
export interface Counts {
  /** From 0. */
  sent: number;
  /** From 0. */
  received: number;
}

/** What a wave has added up so far. */
export interface Wave extends Counts {
  /** How many machines have yet to answer. */
  awaited: number;
}

/** What machines send each other: besides work, the root's visit and the answer to it. */
export type Message = Work | { readonly type: "visit" } | ({ readonly type: "counts" } & Readonly<Counts>);

/**
 * One participant. The machine that gets the input `begin` is the root; it needs a channel to every other and back.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { fourCounter, task } from "@millrace/termination";
 *
 * const system = defineSystem({
 *   machines: { root: fourCounter, a: fourCounter },
 *   inputs: [at("root", { type: "begin", task: task({ to: "a" }) })],
 * });
 * const { events } = simulate(system);
 * const visits = events.flatMap(({ sends }) => sends).filter(({ message }) => JSON.stringify(message) === '{"type":"visit"}');
 * if (events.at(-1)?.outputs.length !== 1 || visits.length < 2) throw new Error("two waves at least, then it is said");
 * ```
 */
export const fourCounter: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ sent: 0, received: 0, wave: undefined, receivedBefore: undefined }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.received += 1;
      handOut(state, message.task, context);
    } else if (message.type === "visit") {
      context.send(from, { type: "counts", sent: state.sent, received: state.received });
    } else {
      addUp(state, message, context);
    }
  },

  onTimer(state, _timer, context) {
    startWave(state, context);
  },

  onInput(state, { task }, context) {
    handOut(state, task, context);
    startWave(state, context);
  },
});

function handOut(state: State, task: Task, context: Context<Message, Terminated>): void {
  for (const { to, task: next } of task.spawns) context.send(to, { type: "work", task: next });
  state.sent += task.spawns.length;
}

/** Visits everybody at once; the root itself first. */
function startWave(state: State, context: Context<Message, Terminated>): void {
  state.wave = { sent: state.sent, received: state.received, awaited: context.peers.length };
  for (const peer of context.peers) context.send(peer, { type: "visit" });
  endWave(state, context);
}

function addUp(state: State, counts: Readonly<Counts>, context: Context<Message, Terminated>): void {
  if (state.wave === undefined) return;
  state.wave.sent += counts.sent;
  state.wave.received += counts.received;
  state.wave.awaited -= 1;
  endWave(state, context);
}

function endWave(state: State, context: Context<Message, Terminated>): void {
  const { wave, receivedBefore } = state;
  if (wave === undefined || wave.awaited > 0) return;
  state.wave = undefined;
  state.receivedBefore = wave.received;
  if (receivedBefore === wave.sent) {
    context.output({ type: "terminated" });
  } else {
    context.setTimer("wave", pauseMs);
  }
}
