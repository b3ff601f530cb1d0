/**
 * Safra's algorithm: a token goes round a ring of machines, adds up what they have sent and received, and learns whether
 * something has happened behind its back.
 *
 * Each machine counts the work messages that it has sent less those that it has received. The token adds these balances
 * up; over all machines they make the number of messages on their way. But it reads one machine after the other. What it
 * has read of a machine goes out of date in one way only: the machine receives work, for nobody who is passive does
 * anything without. So whoever receives work turns black, and a machine that is black when it passes the token makes the
 * token black. A token that comes back white, with a sum of 0, to a white root that is passive, has told the truth.
 *
 * State: a balance, a colour, the work to be done; the token, while it is here. Channels may reorder; none may lose or
 * double a message.
 *
 * Source: W. H. J. Feijen, A. J. M. van Gasteren, E. W. Dijkstra, "Shmuel Safra's version of termination detection"
 * (EWD 998, 1987). Beyond Kshemkalyani & Singhal, Distributed Computing (2008). There the token goes down the ring, from
 * machine N − 1 to machine 0, which probes; here it goes up, and the machine that is asked to begin probes, wherever it is.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "./ring.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** Black: what the token has read of this machine may be out of date. */
export type Colour = "white" | "black";

/** What goes round. There is one. */
export interface Token {
  /** Says that it is no work. */
  readonly type: "token";
  /** The balances of the machines that it has visited since it left the root, added up. */
  readonly sum: number;
  /** Black if one of these machines was. */
  readonly colour: Colour;
}

/** What a machine remembers. */
export interface State {
  /** Work messages sent less work messages received: below 0 at a machine that mostly receives. */
  balance: number;
  /** Black from the moment when it receives work, until it passes the token. */
  colour: Colour;
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether this machine was asked to begin. */
  isRoot: boolean;
  /** The token, while it is here. */
  token: Token | undefined;
}

/** What machines send each other. */
export type Message = Work | Token;

/**
 * One participant in a ring of two machines or more, each of which is listed once. The machine that gets the input `begin`
 * is the root. Each needs a channel to the next in the ring, and to whomever it gives work.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { safra, task } from "@millrace/termination";
 *
 * const machine = safra(["root", "a", "b"]);
 * const system = defineSystem({
 *   machines: { root: machine, a: machine, b: machine },
 *   inputs: [at("root", { type: "begin", task: task() })],
 * });
 * const { events } = simulate(system);
 * if (events.flatMap(({ sends }) => sends).length !== 3) throw new Error("nothing to do: one round of three hops");
 * if (events.at(-1)?.outputs.length !== 1) throw new Error("said when the token is back");
 * ```
 */
export function safra(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: (): State => ({ balance: 0, colour: "white", workload: [], isRoot: false, token: undefined }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        state.balance -= 1;
        state.colour = "black";
        takeOn(state.workload, message.task, context);
      } else {
        state.token = message;
      }
      passToken(state, ring, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      state.balance += 1;
      passToken(state, ring, context);
    },

    onInput(state, { task }, context) {
      state.isRoot = true;
      // A token that has been nowhere proves nothing.
      state.token = { type: "token", sum: 0, colour: "black" };
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
    state.colour = "white";
  }
  state.token = undefined;
}

const newToken: Token = { type: "token", sum: 0, colour: "white" };

/** Whether the token that is back at the root has told the truth. The root's own balance is not in its sum. */
function isProof(token: Token, { balance, colour }: State): boolean {
  return token.colour === "white" && colour === "white" && token.sum + balance === 0;
}

function addedTo(token: Token, { balance, colour }: State): Token {
  return { type: "token", sum: token.sum + balance, colour: colour === "black" ? "black" : token.colour };
}
