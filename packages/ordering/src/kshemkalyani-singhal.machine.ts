/**
 * The machine around the rules of Kshemkalyani and Singhal: it numbers, sends, holds back and delivers, and asks the rules
 * what the log becomes. Also what the rules and the laws agree on: the log.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What is known of one message: it has to be delivered to these machines before whatever comes after it. */
export interface LogEntry {
  /** The machine that sent it. */
  readonly from: MachineId;
  /** Its number among the messages of that machine, from 1. */
  readonly clock: number;
  /** Where it still has to be minded. Nowhere, if the list is empty. */
  readonly to: readonly MachineId[];
}

/** What a machine knows, or a message says: at most one entry for each message, in any order. */
export type CausalLog = readonly LogEntry[];

/** What is to be decided. None of these changes what it is given. */
export interface LogRules {
  /** Whether a message that came with this log may be delivered at `self`; `delivered`: the highest number of each sender. */
  isDue(
    log: CausalLog,
    here: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
  ): boolean;
  /** The log that goes to `copyFor` with a message to all of `to`, `copyFor` among them. */
  toSend(log: CausalLog, message: { readonly to: readonly MachineId[]; readonly copyFor: MachineId }): CausalLog;
  /** The sender's log after it has sent a message to all of `sent.to`. */
  afterSending(log: CausalLog, sent: LogEntry): CausalLog;
  /** The receiver's log after it has delivered the message `entry` at `self`, which came with the log `came`. */
  afterDelivery(
    log: CausalLog,
    delivered: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
  ): CausalLog;
}

/**
 * A machine that sends payloads to several machines at a time, and holds back and delivers as the rules say. Channels may
 * reorder; they lose and repeat nothing.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { causalMulticast } from "@millrace/ordering";
 *
 * const careless = causalMulticast({
 *   isDue: () => true,
 *   toSend: (log) => log,
 *   afterSending: (log) => log,
 *   afterDelivery: (log) => log,
 * });
 * const machines = { shop: careless, billing: careless };
 * const { events } = simulate(defineSystem({ machines, inputs: [at("shop", { to: ["billing"], payload: "order" })] }));
 * if (events.at(-1)?.outputs.length !== 1) throw new Error("billing delivers the order");
 * ```
 */
export function causalMulticast(rules: LogRules): Machine<LogState, LogMessage, LogOutput, LogInput> {
  return defineMachine({
    start: ({ peers }): LogState => ({
      clock: 0,
      delivered: Object.fromEntries(peers.map((peer) => [peer, 0])),
      log: [],
      held: [],
    }),

    onMessage(state, message, from, context) {
      state.held.push({ from, message });
      for (
        let next = takeDue(state, rules, context.self);
        next !== undefined;
        next = takeDue(state, rules, context.self)
      )
        deliver(state, next, { rules, context });
    },

    onInput(state, { to, payload }, context) {
      state.clock += 1;
      const { clock, log } = state;
      for (const copyFor of to) {
        context.send(copyFor, { clock, to, log: rules.toSend(log, { to, copyFor }), payload });
      }
      state.log = rules.afterSending(log, { from: context.self, clock, to });
    },
  });
}

/** What a machine is asked to do. */
export interface LogInput {
  /** The machines to send to: one or more of the peers, each once. */
  readonly to: readonly MachineId[];
  /** Any plain data but `undefined`. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. */
export interface LogOutput {
  /** The only kind of output. */
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  /** What it was asked to send. */
  readonly payload: unknown;
}

/** What travels: one copy for each destination. */
export interface LogMessage {
  /** Its number among the messages of its sender, from 1; the same in every copy. */
  readonly clock: number;
  /** All that it was sent to. */
  readonly to: readonly MachineId[];
  /** What has to be minded; made for this copy. */
  readonly log: CausalLog;
  /** What is to be delivered. */
  readonly payload: unknown;
}

/** What a machine remembers. */
export interface LogState {
  /** How many messages it has sent. */
  clock: number;
  /** By sender: the number of the newest message that is delivered here. */
  readonly delivered: Record<MachineId, number>;
  /** What it knows. */
  log: CausalLog;
  /** What has arrived and is not delivered. */
  readonly held: LogHeld[];
}

/** A message that waits for its past. */
export interface LogHeld {
  /** The machine that sent it. */
  readonly from: MachineId;
  /** As it came. */
  readonly message: LogMessage;
}

function takeDue({ delivered, held }: LogState, rules: LogRules, self: MachineId): LogHeld | undefined {
  const place = held.findIndex(({ message }) => rules.isDue(message.log, { self, delivered }));
  return place < 0 ? undefined : held.splice(place, 1)[0];
}

function deliver(
  state: LogState,
  { from, message }: LogHeld,
  { rules, context }: { readonly rules: LogRules; readonly context: Context<LogMessage, LogOutput> },
): void {
  const { clock, to, log: came, payload } = message;
  state.delivered[from] = clock;
  state.log = rules.afterDelivery(state.log, { self: context.self, entry: { from, clock, to }, came });
  context.output({ type: "delivered", from, payload });
}
