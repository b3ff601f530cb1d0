/**
 * The four-counter method: the root counts twice what was sent and what was received, and compares.
 *
 * Each machine counts its work messages. A wave visits every machine once and adds the counts up. One wave proves
 * nothing: it reads the machines at different moments, and what it misses here may hide what it misses there. But if
 * all that the second wave, which begins when the first is over, saw sent is what the first saw received, then nothing
 * was in transit when the first ended, and nothing has been sent since. If the machines were passive besides, it is over.
 *
 * State: two counters and the work to be done; at the root the wave under way and what the one before it saw. Channels
 * may reorder; none may lose or double a message.
 *
 * Source: Mattern, "Algorithms for distributed termination detection" (1987); Kshemkalyani & Singhal, Distributed
 * Computing (2008), ch. 7. There, to take a task in and to hand out all that it holds is one step, so that nobody is ever
 * seen at work; here a machine is active in between, so a wave asks whether it is. And a wave that proves nothing is the
 * first of the next pair.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
  workTimer,
} from "./workload.ts";

/** How long the root waits from the end of one wave to the next: ten times what it takes to hand out a task. */
export const pauseMs = 50;

/** What a visit finds out: of one machine, or of all that a wave has visited. */
export interface Counts {
  /** Work messages, from 0. */
  sent: number;
  /** Work messages, from 0. */
  received: number;
  /** Whether nothing was left to hand out. */
  isPassive: boolean;
}

/** What a wave has added up so far. */
export interface Wave extends Counts {
  /** How many machines have yet to answer. */
  awaited: number;
}

/** What a machine remembers. */
export interface State {
  /** Work messages that it has sent, from 0. */
  sent: number;
  /** Work messages that it has received, from 0. */
  received: number;
  /** What is still to be handed out. */
  workload: Workload;
  /** At the root: the wave under way. */
  wave: Wave | undefined;
  /** At the root: how much the wave before had seen received. */
  receivedBefore: number | undefined;
}

/** The root's question to one machine. */
export interface Visit {
  /** Tells it from work and from answers. */
  readonly type: "visit";
}

/** The answer to a visit. */
export interface Answer extends Readonly<Counts> {
  /** Says that it is no work. */
  readonly type: "answer";
}

/** What machines send each other. */
export type Message = Work | Visit | Answer;

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
  start: (): State => ({ sent: 0, received: 0, workload: [], wave: undefined, receivedBefore: undefined }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.received += 1;
      takeOn(state.workload, message.task, context);
    } else if (message.type === "visit") {
      context.send(from, { type: "answer", ...countsOf(state) });
    } else {
      addUp(state, message);
      endWave(state, context);
    }
  },

  onTimer(state, timer, context) {
    if (timer !== workTimer) return startWave(state, context);
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
    state.sent += 1;
  },

  onInput(state, { task }, context) {
    takeOn(state.workload, task, context);
    context.setTimer("wave", pauseMs);
  },
});

function countsOf({ sent, received, workload }: State): Counts {
  return { sent, received, isPassive: isPassive(workload) };
}

/** Visits everybody at once; the root itself first. */
function startWave(state: State, context: Context<Message, Terminated>): void {
  state.wave = { ...countsOf(state), awaited: context.peers.length };
  for (const peer of context.peers) context.send(peer, { type: "visit" });
  endWave(state, context);
}

function addUp({ wave }: State, counts: Readonly<Counts>): void {
  if (wave === undefined) return;
  wave.sent += counts.sent;
  wave.received += counts.received;
  wave.isPassive &&= counts.isPassive;
  wave.awaited -= 1;
}

/** Called when the last answer may be in. */
function endWave(state: State, context: Context<Message, Terminated>): void {
  const { wave, receivedBefore } = state;
  if (wave === undefined || wave.awaited > 0) return;
  state.wave = undefined;
  state.receivedBefore = wave.received;
  if (wave.isPassive && wave.sent === receivedBefore) {
    context.output({ type: "terminated" });
  } else {
    context.setTimer("wave", pauseMs);
  }
}
