import { encode } from "../plain.ts";
import type { ModelOutcome, SequentialModel } from "./sequential-model.ts";

/** A model of one key whose states and invocations are small numbers, and that works out each outcome once. */
export class InternedModel {
  /** The number of the first state. */
  readonly start: number;
  private readonly model: SequentialModel;
  private readonly states = new Numbers();
  private readonly invocations = new Numbers();
  /** By state, then by invocation. */
  private readonly outcomes: Map<number, ModelOutcome<number>>[] = [];

  constructor(model: SequentialModel, key: string) {
    this.model = model;
    this.start = this.states.of(model.start(key));
  }

  /** The number of an invocation. */
  invocation(invocation: unknown): number {
    return this.invocations.of(invocation);
  }

  apply(state: number, invocation: number): ModelOutcome<number> {
    const known = (this.outcomes[state] ??= new Map<number, ModelOutcome<number>>());
    let outcome = known.get(invocation);
    if (outcome === undefined) {
      const plain = this.model.apply(this.states.value(state), this.invocations.value(invocation));
      outcome = { ...plain, state: this.states.of(plain.state) };
      known.set(invocation, outcome);
    }
    return outcome;
  }
}

/** Values of plain data and their numbers, from 0. */
class Numbers {
  private readonly numbers = new Map<string, number>();
  private readonly values: unknown[] = [];

  of(value: unknown): number {
    const text = encode(value);
    const number = this.numbers.get(text);
    if (number !== undefined) return number;
    this.numbers.set(text, this.values.length);
    return this.values.push(value) - 1;
  }

  value(number: number): unknown {
    return this.values[number];
  }
}
