/**
 * A system as a search over traces sees it: local states by number, and every message with the step that sent it.
 *
 * A row of the space of global states (space.ts) will not do here: it counts equal messages, and forgets which step sent
 * one, which is what happens-before is made of. The rules are those of World; a test holds the two together.
 */
import type { ExecutionLaw } from "../../laws.ts";
import type { Node, System } from "../../system.ts";

import { cutsOf } from "./dependence.ts";
import type { Move } from "../local-states.ts";
import { Handlers } from "./handlers.ts";
import {
  change,
  double,
  placeParts,
  type RowPlaces,
  spend,
  takeOut,
  takeOutAll,
  type TraceState,
} from "./trace-state.ts";
import type { TraceLetter, TraceStep } from "./trace-step.ts";
import { TraceSteps } from "./trace-steps.ts";

const isCutNow = 1;
const isHealed = 2;

export class TraceSpace {
  readonly system: System;
  readonly handlers: Handlers;
  private readonly clocks: boolean;
  private readonly place: RowPlaces;
  private readonly steps: TraceSteps;
  /** By channel: the cuts that hold it back. */
  private readonly cutsOf: readonly (readonly number[])[];

  /** What `laws` declare visible is ordered. With `clocks`, timers that go off move clocks on, and clocks may jump. */
  constructor(system: System, laws: readonly ExecutionLaw[], options: { readonly clocks: boolean }) {
    this.system = system;
    this.clocks = options.clocks;
    this.handlers = new Handlers(system, options);
    this.place = placeParts(system);
    this.steps = new TraceSteps(system, laws);
    this.cutsOf = system.channels.map((_channel, index) => cutsOf(system, index));
  }

  /** Where every machine has started. */
  initial(): TraceState {
    const { nodes, faults } = this.system;
    const { place } = this;
    const row = Array.from({ length: place.width }, () => 0);
    const [drop, duplicate, crash] = [faults.drops, faults.duplicates, faults.crashes].map((count) =>
      Number.isFinite(count) ? count : -1,
    );
    row.splice(place.drop, 3, drop ?? 0, duplicate ?? 0, crash ?? 0);
    for (const { index } of nodes) row[index] = this.handlers.unborn(index);
    let state: TraceState = { row, letters: [], failure: undefined };
    for (const { index } of nodes) {
      if (state.failure === undefined) state = this.perform(state, index, { move: this.start(state, index), at: -1 });
    }
    return state;
  }

  /** Everything that can happen in a state, work first, messages in the order of sending; and how much of it is work. */
  list(state: TraceState): { readonly steps: TraceStep[]; readonly work: number } {
    const steps: TraceStep[] = [];
    if (state.failure !== undefined) return { steps, work: 0 };
    const { place, system } = this;
    const addReady = (some: readonly TraceStep[]): void => {
      for (const step of some) if (this.isReady(state, step)) steps.push(step);
    };
    addReady(this.steps.inputs);
    const inputs = steps.length;
    this.addSteps(state, "deliver", steps);
    const hasMessages = steps.length > inputs;
    for (const { index } of system.nodes) {
      for (const timer of this.handlers.readyTimers(index, state.row[index] as number, hasMessages))
        steps.push(this.steps.timer(index, timer));
    }
    addReady(this.steps.restarts);
    addReady(this.steps.heals);
    const work = steps.length;
    if (state.row[place.drop] !== 0) this.addSteps(state, "drop", steps);
    if (state.row[place.duplicate] !== 0) this.addSteps(state, "duplicate", steps);
    addReady(this.steps.crashes);
    addReady(this.steps.cuts);
    if (this.clocks) addReady(this.steps.skews);
    return { steps, work };
  }

  /** Whether a step can be taken in a state, whose messages it may be about. A timer is taken not to wait for messages. */
  isReady(state: TraceState, step: TraceStep): boolean {
    const { kind, letter } = step;
    if (!this.isReadyOnLine(state, step)) return false;
    if (kind === "deliver") return this.isOpen(state, letter?.channel ?? -1);
    return (kind !== "drop" && kind !== "duplicate" && kind !== "crash") || state.row[this.place[kind]] !== 0;
  }

  /**
   * Whether a step could be taken once the message that it is about has been sent, as far as its own line is concerned:
   * budgets and cuts are not asked.
   */
  isReadyOnLine(state: TraceState, step: TraceStep): boolean {
    const { kind, line, detail, letter } = step;
    const { row } = state;
    const { place } = this;
    if (letter !== undefined) {
      const isFront = kind === "deliver" || (kind === "drop" && this.system.faults.dropsFrom === "front");
      return this.isWithin(state, letter, isFront) && (kind !== "deliver" || this.isWanted(state, step));
    }
    switch (kind) {
      case "input":
        return this.isUp(row, line) && (row[place.inputs + line] as number) < this.nodeAt(line).inputs.length;
      case "timer":
        return this.handlers.readyTimers(line, row[line] as number, false).includes(detail);
      case "crash":
        return this.isUp(row, line);
      case "restart":
        return !this.isUp(row, line);
      case "skew":
        return row[place.skews + line] === 0;
      case "cut":
        return row[place.cuts + detail] === 0;
      default:
        return row[place.cuts + detail] === isCutNow;
    }
  }

  /** Whether the receiver of a delivery is up and would not ignore it. */
  isWanted({ row }: TraceState, { line, detail }: TraceStep): boolean {
    if (!this.isUp(row, line)) return false;
    return this.system.idleDeliveries === "step" || !this.handlers.move(line, row[line] as number, detail).isIdle;
  }

  /** The state after a step. `at` is the step's place on the path. */
  take(state: TraceState, step: TraceStep, at: number): TraceState {
    const { row } = state;
    const { kind, line, detail, letter } = step;
    const { place, handlers } = this;
    const local = row[line] as number;
    switch (kind) {
      case "input": {
        const move = handlers.takeInput(line, local, this.nextInput(state, line));
        const taken = row[place.inputs + line] as number;
        return this.perform(change(state, place.inputs + line, taken + 1), line, { move, at });
      }
      case "deliver": {
        const stays = letter === undefined || this.isDuplicating(letter);
        const move = handlers.move(line, local, detail);
        return this.perform(stays ? state : takeOut(state, letter), line, { move, at });
      }
      case "timer":
        return this.perform(state, line, { move: handlers.move(line, local, detail), at });
      case "restart":
        return this.perform(state, line, { move: this.start(state, line), at });
      case "drop":
      case "duplicate": {
        const after = spend(state, place[kind]);
        if (letter === undefined) return after;
        if (kind === "duplicate") return double(after, letter);
        return this.isDuplicating(letter) ? takeOutAll(after, letter) : takeOut(after, letter);
      }
      case "crash":
        return change(spend(state, place.crash), line, handlers.crash(line, local));
      case "skew":
        return change(change(state, place.skews + line, 1), line, handlers.skew(line, local, detail));
      default:
        return change(state, place.cuts + detail, kind === "cut" ? isCutNow : isHealed);
    }
  }

  /** The input that a node takes next, by its place in the system. */
  nextInput({ row }: TraceState, node: number): number {
    return this.nodeAt(node).inputs[row[this.place.inputs + node] as number] ?? -1;
  }

  /** How many more of a kind of fault may happen: below 0 if there is no bound. */
  left({ row }: TraceState, kind: "drop" | "duplicate"): number {
    return row[this.place[kind]] as number;
  }

  private addSteps(state: TraceState, kind: "deliver" | "drop" | "duplicate", steps: TraceStep[]): void {
    let previous: TraceLetter | undefined;
    for (const letter of state.letters) {
      // Of the copies of a letter, which stand next to each other, one is enough.
      if (letter === previous || (kind !== "deliver" && this.steps.isLossy[letter.channel] !== true)) continue;
      if (kind === "duplicate" && this.isDuplicating(letter)) continue;
      previous = letter;
      if (this.isReady(state, letter[kind])) steps.push(letter[kind]);
    }
  }

  /** Whether a letter is in its channel, or would be, had it been sent; in front of all others, if that is asked. */
  private isWithin({ row, letters }: TraceState, letter: TraceLetter, isFront: boolean): boolean {
    const { channel, messageId, follows } = letter;
    const last = row[this.place.last + channel] as number;
    const wasSent = messageId < last;
    if (!isFront || this.system.channels[channel]?.kind !== "fifo") return !wasSent || letters.includes(letter);
    const first = letters.find((other) => other.channel === channel);
    return wasSent ? first === letter : first === undefined && follows === last;
  }

  private isDuplicating({ channel }: TraceLetter): boolean {
    return this.system.channels[channel]?.kind === "duplicating";
  }

  /** Whether no cut holds a channel back. */
  private isOpen({ row }: TraceState, channel: number): boolean {
    for (const cut of this.cutsOf[channel] ?? []) if (row[this.place.cuts + cut] === isCutNow) return false;
    return true;
  }

  /** What a handler did, done to a state. */
  private perform(
    state: TraceState,
    node: number,
    { move, at }: { readonly move: Move; readonly at: number },
  ): TraceState {
    const { place } = this;
    const row = state.row.slice();
    row[node] = move.local;
    if (move.sends.length === 0) return { row, letters: state.letters, failure: move.failure };
    const letters = state.letters.slice();
    for (let index = 0; index < move.sends.length; index += 2) {
      const receiver = move.sends[index] as number;
      const event = move.sends[index + 1] as number;
      const channel = this.handlers.channelOf(receiver, event);
      const count = row[place.sent + node] as number;
      const messageId = count * this.system.nodes.length + node;
      const follows = row[place.last + channel] as number;
      letters.push(this.steps.letter({ channel, messageId, follows, sentAt: at }, receiver, event));
      row[place.sent + node] = count + 1;
      row[place.last + channel] = messageId + 1;
    }
    return { row, letters, failure: move.failure };
  }

  private start({ row }: TraceState, node: number): Move {
    return this.handlers.start(node, row[node] as number);
  }

  private isUp(row: readonly number[], node: number): boolean {
    return this.handlers.isUp(node, row[node] as number);
  }

  private nodeAt(node: number): Node {
    return this.system.nodes[node] as Node;
  }
}
