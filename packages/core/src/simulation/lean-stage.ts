import type { HandlerFailure } from "../execution.ts";
import { isIdle, step, type Trigger } from "../step.ts";
import { isPort, type System } from "../system.ts";
import { sendEffect, setTimerEffect, writeKeyEffect } from "./effect-log.ts";
import { LeanChannel } from "./lean-channel.ts";
import { LeanMachine, type QuickHandler } from "./lean-machine.ts";
import {
  crashKind,
  cutKind,
  deliverKind,
  dropKind,
  duplicateKind,
  healKind,
  inputKind,
  type Move,
  restartKind,
  skewKind,
  timerKind,
} from "./move.ts";
import type { Planner, Stage } from "./stage.ts";
import { Trail } from "./trail.ts";

/**
 * A simulated run in place: it keeps what the machines and channels hold now, and the choices made, and nothing else.
 *
 * This is the rules of `World` once more, for one history that nobody looks at on its way. A test runs both on random
 * systems and holds them together. Nothing is told of an event but what it set off, so none is made; and since a message is
 * a copy already when it is sent, delivering it takes no more than a look at its channel and two calls of a handler.
 */
export class LeanStage implements Stage {
  eventCount = 0;
  isOver = false;
  readonly trail: Trail = new Trail();
  readonly machines: readonly LeanMachine[];
  private readonly system: System;
  private readonly planner: Planner;
  private readonly options: { readonly seed: number; readonly twice: boolean };
  private readonly channels: readonly LeanChannel[];
  private readonly cuts: ("not yet" | "cut" | "healed")[];
  private readonly sent: number[];
  private readonly skewed: boolean[];
  private readonly left: { drop: number; duplicate: number; crash: number };

  constructor(system: System, { planner, twice }: { readonly planner: Planner; readonly twice: boolean }) {
    const { nodes, channels, faults, seed } = system;
    this.system = system;
    this.planner = planner;
    this.options = { seed, twice };
    this.machines = nodes.map((node) => new LeanMachine(node, this.options));
    this.channels = channels.map((channel) => new LeanChannel(channel, system));
    this.cuts = faults.cuts.map(() => "not yet");
    this.sent = nodes.map(() => 0);
    this.skewed = nodes.map(() => false);
    this.left = { drop: faults.drops, duplicate: faults.duplicates, crash: faults.crashes };
  }

  boot(): void {
    for (const machine of this.machines) {
      if (this.isOver || this.system.unstarted?.includes(machine.node.id) === true) continue;
      this.eventCount += 1;
      this.step(machine, { kind: "start" }, true);
    }
  }

  /** Looks at what the last runs of handlers left, and says whether all was as it should be. Then the trail is the run. */
  get isSound(): boolean {
    for (const machine of this.machines) machine.look();
    return this.machines.every(({ isOff }) => !isOff);
  }

  /** What a handler is to blame for, should the World find no fault with the run; the trail ends with it. */
  get finding(): HandlerFailure | undefined {
    return this.machines.find(({ finding }) => finding !== undefined)?.finding;
  }

  nthOf(channel: number, letter: number): number {
    return this.channels[channel]?.nthOf(letter) ?? -1;
  }

  make(move: Readonly<Move>): boolean {
    switch (move.kind) {
      case deliverKind:
        return this.deliver(move);
      case inputKind:
        return this.handle(move, "onInput", this.system.inputs[move.detail]?.input);
      case timerKind: {
        const name = this.planner.timers[move.detail];
        const isSet = this.machines[move.subject]?.timers.some((timer) => timer.name === name) === true;
        return isSet && this.handle(move, "onTimer", name);
      }
      case dropKind:
      case duplicateKind:
        return this.disturb(move);
      case cutKind:
      case healKind:
        return this.turn(move);
      default:
        return this.befall(move);
    }
  }

  private deliver(move: Readonly<Move>): boolean {
    const { subject, detail: nth } = move;
    const channel = this.channels[subject];
    const machine = this.machines[channel?.to ?? -1];
    if (channel === undefined || machine === undefined || !machine.up || !channel.canTake(nth)) return false;
    const { from } = channel;
    if (this.system.idleDeliveries === "ignored") {
      const trigger: Trigger = { kind: "message", message: channel.messageAt(nth), from };
      const options = { seed: this.options.seed, clocks: true, twice: false };
      if (isIdle(machine, step(machine.node, machine, trigger, options))) return false;
    }
    this.note(move);
    const message = channel.take(nth);
    machine.clockMs = move.clockMs;
    if (machine.node.isResource || isPort(from)) this.step(machine, { kind: "message", message, from });
    else this.runQuickly(machine, "onMessage", message, from);
    return true;
  }

  private handle(move: Readonly<Move>, handler: QuickHandler, value: unknown): boolean {
    const machine = this.machines[move.subject];
    if (machine === undefined || !machine.up) return false;
    this.note(move);
    machine.clockMs = move.clockMs;
    this.runQuickly(machine, handler, value, "");
    return true;
  }

  private disturb(move: Readonly<Move>): boolean {
    const { kind, subject, detail: nth } = move;
    const what = kind === dropKind ? "drop" : "duplicate";
    const channel = this.channels[subject];
    if (channel === undefined || this.left[what] <= 0) return false;
    if (kind === dropKind ? !channel.canLose(nth) : !channel.canDouble(nth)) return false;
    this.note(move);
    this.left[what] -= 1;
    if (kind === dropKind) channel.lose(nth);
    else channel.double(nth);
    return true;
  }

  private turn(move: Readonly<Move>): boolean {
    const { kind, subject } = move;
    if (this.cuts[subject] !== (kind === cutKind ? "not yet" : "cut")) return false;
    this.note(move);
    this.cuts[subject] = kind === cutKind ? "cut" : "healed";
    for (const index of this.system.faults.cuts[subject]?.channels ?? []) {
      const channel = this.channels[index];
      if (channel !== undefined) channel.cuts += kind === cutKind ? 1 : -1;
    }
    return true;
  }

  /** A crash, a restart, or a jump of a clock. Only the scheduler knows what clocks show, so a jump is noted and no more. */
  private befall(move: Readonly<Move>): boolean {
    const { kind, subject, detail } = move;
    const machine = this.machines[subject];
    if (machine === undefined) return false;
    const { isResource } = machine.node;
    if (kind === restartKind) {
      if (machine.up) return false;
      this.note(move);
      machine.clockMs = move.clockMs;
      this.step(machine, { kind: "start" });
      return true;
    }
    if (kind === crashKind) {
      if (isResource || !machine.up || this.left.crash <= 0) return false;
      this.note(move);
      this.left.crash -= 1;
      machine.crash();
      return true;
    }
    const mayJump = !isResource && !this.skewed[subject] && Math.abs(detail) <= this.system.faults.clockSkewMs;
    if (kind !== skewKind || !mayJump) return false;
    this.note(move);
    this.skewed[subject] = true;
    return true;
  }

  private note(move: Readonly<Move>): void {
    this.eventCount += 1;
    this.trail.add(move);
  }

  private runQuickly(machine: LeanMachine, handler: QuickHandler, value: unknown, from: string): void {
    machine.run(handler, value, from);
    this.commit(machine);
  }

  /** The long way, for what is rare. `clocks`: the machine's clock is its own. */
  private step(machine: LeanMachine, trigger: Trigger, clocks = false): void {
    machine.look();
    machine.adopt(step(machine.node, machine, trigger, { ...this.options, clocks }));
    this.commit(machine);
  }

  /** Sends what was sent, writes what was written, and tells the planner. */
  private commit(machine: LeanMachine): void {
    if (machine.isOff) this.isOver = true;
    const { log, node, timers } = machine;
    let hasTimers = false;
    let hasWrites = false;
    for (let index = 0; index < log.length; index++) {
      const kind = log.kinds[index];
      if (kind === sendEffect) this.send(node.index, log.places[index] ?? -1, log.values[index]);
      else if (kind === setTimerEffect) hasTimers = true;
      else if (kind === writeKeyEffect) hasWrites = true;
    }
    if (hasWrites) machine.commitWrites();
    if (!hasTimers) return;
    for (const timer of timers) if (log.hasSet(timer.name)) this.planner.timerSet(node.index, timer);
  }

  /** Letters are numbered as in a World: by sender. */
  private send(sender: number, channel: number, message: unknown): void {
    const count = this.sent[sender] ?? 0;
    this.sent[sender] = count + 1;
    const letter = count * this.sent.length + sender;
    this.channels[channel]?.put(letter, message);
    this.planner.sent(channel, letter);
  }
}
