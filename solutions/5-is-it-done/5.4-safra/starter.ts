/**
 * Safra: a token goes round a ring of machines and learns that nothing is left to do, anywhere.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. The way of the token is given, too: it waits for a
 * machine that is active, and goes on to the next in the ring. Edit `Token`, `State` and the marked places. What a machine
 * is asked, the work messages, the ring and what the root puts out are fixed.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

/** Black: no proof. */
export type Colour = "white" | "black";

/** What goes round. There is one. What is in it is yours; it must not look like work. */
export interface Token {
  readonly type: "token";
  readonly colour: Colour;
  // TODO(learner): what does the token take along from one machine to the next?
}

/** What a machine remembers. Yours, but for `workload`: plain data, in an object. */
export interface State {
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether this machine was asked to begin. */
  isRoot: boolean;
  /** The token, while it is here. */
  token: Token | undefined;
  // TODO(learner): what does a machine know of messages on their way? What has happened to it behind the token's back?
}

/** What machines send each other. A work message is `{ type: "work", task }`; you may give it more fields. */
export type Message = Work | Token;

/** One participant in a ring of two machines or more. The machine that gets the input `begin` is the root. */
export function safra(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: (): State => ({ workload: [], isRoot: false, token: undefined }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        // TODO(learner): one message is on its way no longer, and this machine may have been passive when the token came.
        takeOn(state.workload, message.task, context);
      } else {
        state.token = message;
      }
      passToken(state, ring, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      // TODO(learner): one message more is on its way.
      passToken(state, ring, context);
    },

    onInput(state, { task }, context) {
      state.isRoot = true;
      // A token that has been nowhere proves nothing.
      state.token = { type: "token", colour: "black" };
      takeOn(state.workload, task, context);
      passToken(state, ring, context);
    },
  });
}

/** Called when the token may leave: with the token here, and nothing left to hand out. */
function passToken(state: State, ring: readonly MachineId[], context: Context<Message, Terminated>): void {
  const { token } = state;
  if (token === undefined || !isPassive(state.workload)) return;
  if (state.isRoot && isProof(token, state)) {
    context.output({ type: "terminated" });
  } else {
    context.send(nextInRing(ring, context.self), state.isRoot ? newToken : addedTo(token, state));
    // TODO(learner): what the token has taken along, it need not hear again.
  }
  state.token = undefined;
}

const newToken: Token = { type: "token", colour: "white" };

/** Whether the token that is back at the root has told the truth. */
function isProof(token: Token, _state: State): boolean {
  // TODO(learner): the token has been round, and has found every machine passive, one after the other. Is all over then?
  return token.colour === "white";
}

/** The token, with what this machine, not the root, adds to it. */
function addedTo(token: Token, _state: State): Token {
  // TODO(learner): what does this machine add?
  return token;
}
