import type { Broken, MonitorLaw, View } from "../laws.ts";
import type { MachineId } from "../machine.ts";
import { duplicate, encode } from "../plain.ts";
import { judgeSafely, observeSafely } from "../watch.ts";
import type { Move } from "./local-states.ts";

/** What one monitor law remembers, interned; what a move does to it is computed once. */
export class MonitorStates {
  readonly law: MonitorLaw;
  private readonly numbers = new Map<string, number>();
  private readonly states: unknown[] = [];
  private readonly next: Map<number, number>[] = [];
  private readonly violations: Broken[] = [];

  constructor(law: MonitorLaw, machines: readonly MachineId[]) {
    this.law = law;
    this.intern(law.start(machines));
  }

  /** What the law remembers after a move, by number; below 0 if the move breaks it (see {@link violation}). */
  after(state: number, move: Move): number {
    const memo = this.next[state];
    let result = memo?.get(move.number);
    if (result === undefined) {
      result = this.compute(state, move);
      memo?.set(move.number, result);
    }
    return result;
  }

  /** How the law is broken, for a result below 0. */
  violation(result: number): Broken {
    return this.violations[-1 - result] ?? { expected: "", actual: "" };
  }

  judgeAlways(state: number, view: View): Broken | undefined {
    return judgeSafely(this.law.always, this.states[state], view);
  }

  judgeFinally(state: number, view: View): Broken | undefined {
    return judgeSafely(this.law.finally, this.states[state], view);
  }

  private compute(number: number, move: Move): number {
    const state = duplicate(this.states[number]);
    for (const observation of move.observations) {
      const result = observeSafely(this.law, state, observation);
      if (result !== undefined) return -this.violations.push(result);
    }
    return this.intern(state);
  }

  private intern(state: unknown): number {
    const key = encode(state);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.states.length;
      this.numbers.set(key, number);
      this.states.push(state);
      this.next.push(new Map());
    }
    return number;
  }
}
