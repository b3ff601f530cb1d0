/**
 * Four counters: the driver visits every machine, adds up what was sent and what was received, and does so twice.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. Wave after wave is given, too, as far as lag
 * goes. Edit `Counts`, `State`, and the marked places. What a machine is asked, the work messages, the visits and what the
 * root puts out are fixed.
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
} from "@millrace/termination/workload.ts";

/** How long the root waits from the end of one wave to the next. */
const pauseMs = 50;

/** What a visit finds out: of one machine, or of all that a wave has visited. */
export interface Counts {
  /** Work messages: the end of the topics that it writes to. */
  sent: number;
  /** Work messages: what it has committed of its own topic. */
  received: number;
  // TODO(learner): a machine may hold a piece that it has received and not finished. Who tells the root?
}

/** What a wave has added up so far. */
export interface Wave extends Counts {
  /** How many machines have yet to answer. */
  awaited: number;
}

/** What a machine remembers. Yours, but for `workload`: plain data, in an object. */
export interface State {
  sent: number;
  received: number;
  /** What is still to be handed out. */
  workload: Workload;
  /** At the root: the wave under way. */
  wave: Wave | undefined;
  // TODO(learner): what does the root keep of a wave, for the next one?
}

/** The root's question to one machine. You may give it more fields. */
export interface Visit {
  readonly type: "visit";
}

/** The answer to a visit. Yours; it must not look like work or like a visit. */
export interface Answer extends Readonly<Counts> {
  readonly type: "answer";
}

/** What machines send each other. A work message is `{ type: "work", task }`; you may give it more fields. */
export type Message = Work | Visit | Answer;

/** One participant. The machine that gets the input `begin` is the root. */
export const fourCounter: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ sent: 0, received: 0, workload: [], wave: undefined }),

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

/** What a machine tells of itself. */
function countsOf({ sent, received }: State): Counts {
  return { sent, received };
}

/** Visits everybody at once; the root itself first. */
function startWave(state: State, context: Context<Message, Terminated>): void {
  state.wave = { ...countsOf(state), awaited: context.peers.length };
  for (const peer of context.peers) context.send(peer, { type: "visit" });
  endWave(state, context);
}

/** Takes one answer into the wave. */
function addUp({ wave }: State, counts: Readonly<Counts>): void {
  if (wave === undefined) return;
  wave.sent += counts.sent;
  wave.received += counts.received;
  // TODO(learner): and what else the answer tells.
  wave.awaited -= 1;
}

/** Called when the last answer may be in. */
function endWave(state: State, context: Context<Message, Terminated>): void {
  const { wave } = state;
  if (wave === undefined || wave.awaited > 0) return;
  state.wave = undefined;
  // TODO(learner): this is what so many pipelines wait for: the driver itself is done, and the lag is 0. Is all over then?
  const lag = wave.sent - wave.received;
  if (isPassive(state.workload) && lag === 0) {
    context.output({ type: "terminated" });
  } else {
    context.setTimer("wave", pauseMs);
  }
}
