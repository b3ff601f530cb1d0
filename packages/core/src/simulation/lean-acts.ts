import type { ContextActs } from "../context.ts";
import { channelTo, isTimer } from "../handler-run.ts";
import type { MachineId } from "../machine.ts";
import { duplicate } from "../plain.ts";
import { randomAt } from "../random.ts";
import { type Node, portId } from "../system.ts";
import {
  clearTimerEffect,
  outputEffect,
  sendEffect,
  setTimerEffect,
  writeKeyEffect,
  writeValueEffect,
} from "./effect-log.ts";
import type { LeanMachine } from "./lean-machine.ts";

/**
 * What a machine that runs in place does for its contexts. It keeps the rules of `HandlerRun`, and tells the machine of
 * whatever breaks one.
 *
 * A machine has two of these, for the first and the second run of each handler, where `HandlerRun` is made for each run: a
 * handler that kept its context from an earlier event then uses the wrong one of the two.
 */
export class LeanActs implements ContextActs {
  readonly node: Node;
  private readonly machine: LeanMachine;
  private readonly seed: number;
  private readonly routes: ReadonlyMap<MachineId, number | undefined>;

  constructor(machine: LeanMachine, seed: number) {
    const { node } = machine;
    this.node = node;
    this.machine = machine;
    this.seed = seed;
    this.routes = new Map(node.peers.map((peer) => [peer, channelTo(node, peer)]));
  }

  send(to: MachineId, message: unknown): void {
    const channel = this.routes.get(to);
    this.check(channel !== undefined);
    this.machine.log.note(sendEffect, channel ?? -1, message);
  }

  setTimer(name: string, afterMs: number): void {
    this.check(isTimer(name, afterMs));
    const { machine } = this;
    machine.timers = [...machine.timers.filter((timer) => timer.name !== name), { name, afterMs }];
    machine.log.note(setTimerEffect, afterMs, name);
  }

  clearTimer(name: string): void {
    this.check(true);
    const { machine } = this;
    if (!machine.timers.some((timer) => timer.name === name)) return;
    machine.timers = machine.timers.filter((timer) => timer.name !== name);
    machine.log.note(clearTimerEffect, 0, name);
  }

  now(): number {
    this.check(true);
    this.machine.readClock = true;
    return this.machine.clockMs;
  }

  random(): number {
    this.check(true);
    return randomAt(this.seed, this.node.id, this.machine.draws++);
  }

  read(key: string): unknown {
    this.check(true);
    const { log, disk } = this.machine;
    const place = log.lastWrite(key);
    return duplicate(place < 0 ? disk.get(key) : log.values[place]);
  }

  write(key: string, value: unknown): void {
    this.check(typeof key === "string");
    this.machine.log.note(writeKeyEffect, 0, key);
    this.machine.log.note(writeValueEffect, 0, value);
  }

  output(value: unknown): void {
    this.check(true);
    this.machine.log.note(outputEffect, 0, value);
  }

  call(port: string, request: unknown): void {
    const { machine, node } = this;
    const channel = node.channelTo.get(portId(port));
    this.check(channel !== undefined);
    machine.log.note(sendEffect, channel ?? -1, { request, incarnation: machine.incarnation });
  }

  private check(isAllowed: boolean): void {
    if (isAllowed && this.machine.running === this) return;
    this.machine.refuse("it asked for what it may not have, then it did not");
    throw new Error(`A handler of ${this.node.id} asked for what it may not.`);
  }
}
