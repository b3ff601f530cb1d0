/**
 * Koo–Toueg: those save together whose checkpoints would not fit otherwise, and nobody else.
 *
 * Who is asked to save takes a tentative checkpoint, and asks those from whom it has received anything since its last one.
 * Whoever of these has not saved that sending takes a tentative checkpoint, too, and asks in its turn. The answers come back
 * the same way. If all could save, all tentative checkpoints become permanent; if one could not, all are discarded. In between
 * no work is sent: it might be received before its receiver saves.
 *
 * State: the total; labels of work sent and received since the last checkpoint; the save under way; what waits for its end.
 * Messages: work with a label, which is its place on its channel; request, reply, decision.
 *
 * Source: R. Koo, S. Toueg, "Checkpointing and rollback-recovery for distributed systems" (1987); Kshemkalyani & Singhal,
 * Distributed Computing (2008), ch. 13, has the form in which all take part. We deviate in that saves have names, so that
 * the next may begin while decisions on the last are still on their way.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { CheckpointOutput, Work, WorkerInput } from "./koo-toueg.workers.ts";

/** What a machine remembers. */
export interface State {
  /** The sum of what it has received. */
  total: number;
  /** By receiver: how much work it has sent, which is the label of the last. */
  readonly sent: Record<MachineId, number>;
  /** What has happened since its last checkpoint. */
  since: Since;
  /** Whether it can take none. */
  isFull: boolean;
  /** How many saves it has begun. */
  saves: number;
  /** Its tentative checkpoint; undefined if it has none. */
  tentative: TentativeCheckpoint | undefined;
  /** What it was asked to do meanwhile, oldest first. */
  readonly waiting: WorkerInput[];
  /** Requests of a later save that came meanwhile, oldest first. */
  readonly early: (Request & { readonly from: MachineId })[];
}

/** Labels since a checkpoint. Whoever has none is not in it. */
export interface Since {
  /** By receiver: the label of the first work sent. */
  readonly first: Record<MachineId, number>;
  /** By sender: the label of the last work received. */
  readonly last: Record<MachineId, number>;
}

/** A checkpoint on trial. */
export interface TentativeCheckpoint {
  /** The save that it belongs to. */
  readonly save: string;
  /** What is in it. */
  readonly total: number;
  /** Who gets the reply; null for the machine that began. */
  readonly askedBy: MachineId | null;
  /** Who was asked. */
  readonly cohort: readonly MachineId[];
  /** How many of these have not replied. */
  missing: number;
  /** Whether all that have can save. */
  isReady: boolean;
  /** What had happened when it was taken, for the case that it is discarded. */
  readonly before: Since;
}

/** Asks a machine to save, if it has to. */
export interface Request {
  /** Tells it from other messages. */
  readonly type: "request";
  /** The save's name. */
  readonly save: string;
  /** The last work of that machine that the asking one has received. */
  readonly label: number;
}

/** What machines send each other. */
export type Message =
  | (Work & { readonly label: number })
  | Request
  | { readonly type: "reply"; readonly save: string; readonly isReady: boolean }
  | { readonly type: "decision"; readonly save: string; readonly isPermanent: boolean };

type Reach = Context<Message, CheckpointOutput>;

/**
 * One participant.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { kooToueg } from "@millrace/recovery";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { a: kooToueg, b: kooToueg, c: kooToueg },
 *     inputs: [at("b", { type: "send", to: "a", value: 5 }), at("a", { type: "save" })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "b", input: 0 });
 * world.apply({ kind: "deliver", from: "b", to: "a", nth: 0 });
 * world.apply({ kind: "input", machine: "a", input: 1 });
 * const { outputs } = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * if (outputs.length !== 1) throw new Error("a has saved that it received 5, so b saves that it sent them");
 * if (world.canApply({ kind: "deliver", from: "a", to: "c", nth: 0 })) throw new Error("c has nothing to do with it");
 * ```
 */
export const kooToueg: Machine<State, Message, CheckpointOutput, WorkerInput> = defineMachine({
  start: (): State => ({
    total: 0,
    sent: {},
    since: { first: {}, last: {} },
    isFull: false,
    saves: 0,
    tentative: undefined,
    waiting: [],
    early: [],
  }),

  onMessage(state, message, from, context) {
    const { tentative, since } = state;
    if (message.type === "work") {
      state.total += message.value;
      since.last[from] = message.label;
    } else if (message.type === "request") {
      reply(state, { ...message, from }, context);
    } else if (tentative?.save === message.save) {
      if (message.type === "decision") decide(state, { tentative, isPermanent: message.isPermanent }, context);
      else note(state, { tentative, isReady: message.isReady }, context);
    }
    // Otherwise it is a second decision, or one on a save that this machine had no need of.
  },

  onInput(state, input, context) {
    if (input.type === "disk") state.isFull = input.isFull;
    else if (state.tentative !== undefined) state.waiting.push(input);
    else if (input.type === "send") send(state, input, context);
    else if (!state.isFull) take(state, { save: `${context.self} ${++state.saves}`, askedBy: null }, context);
  },
});

function send(
  { sent, since }: State,
  { to, value }: { readonly to: MachineId; readonly value: number },
  context: Reach,
): void {
  const label = (sent[to] ?? 0) + 1;
  sent[to] = label;
  since.first[to] ??= label;
  context.send(to, { type: "work", value, label });
}

/** Answers a request at once, or when those have answered that have to be asked in turn. */
function reply(state: State, request: Request & { readonly from: MachineId }, context: Reach): void {
  const { save, label, from } = request;
  const { tentative, since, isFull } = state;
  if (tentative !== undefined && tentative.save !== save) {
    // The decision on that one is on its way.
    state.early.push(request);
    return;
  }
  const first = since.first[from];
  // Without this checkpoint, the one that asks would have received work that this one has not sent.
  const mustSave = tentative === undefined && first !== undefined && label >= first;
  if (mustSave && !isFull) take(state, { save, askedBy: from }, context);
  else context.send(from, { type: "reply", save, isReady: !mustSave });
}

function take(state: State, { save, askedBy }: Pick<TentativeCheckpoint, "save" | "askedBy">, context: Reach): void {
  const { total, since: before } = state;
  const cohort = Object.keys(before.last);
  const tentative = { save, total, askedBy, cohort, missing: cohort.length, isReady: true, before };
  state.tentative = tentative;
  state.since = { first: {}, last: {} };
  context.output({ type: "tentative", total });
  for (const [peer, label] of Object.entries(before.last)) context.send(peer, { type: "request", save, label });
  goOn(state, tentative, context);
}

function note(
  state: State,
  { tentative, isReady }: { readonly tentative: TentativeCheckpoint; readonly isReady: boolean },
  context: Reach,
): void {
  tentative.missing -= 1;
  tentative.isReady &&= isReady;
  goOn(state, tentative, context);
}

/** When all that were asked have replied, it is this machine's turn. */
function goOn(state: State, tentative: TentativeCheckpoint, context: Reach): void {
  const { save, askedBy, missing, isReady } = tentative;
  if (missing > 0) return;
  if (askedBy === null) decide(state, { tentative, isPermanent: isReady }, context);
  else context.send(askedBy, { type: "reply", save, isReady });
}

function decide(
  state: State,
  { tentative, isPermanent }: { readonly tentative: TentativeCheckpoint; readonly isPermanent: boolean },
  context: Reach,
): void {
  const { save, total, cohort, before } = tentative;
  state.tentative = undefined;
  if (isPermanent) {
    context.output({ type: "permanent", total });
  } else {
    context.output({ type: "discarded" });
    // As if it had never been taken.
    const { first, last } = state.since;
    state.since = { first: { ...first, ...before.first }, last: { ...before.last, ...last } };
  }
  for (const peer of cohort) context.send(peer, { type: "decision", save, isPermanent });
  for (const input of state.waiting.splice(0)) kooToueg.onInput?.(state, input, context);
  for (const request of state.early.splice(0)) reply(state, request, context);
}
