import type { HandlerFailure } from "../execution.ts";
import type { Observation } from "../laws.ts";
import { encode } from "../plain.ts";
import { encodeLocal, type Local } from "../local.ts";
import { type Effect, type Outcome, compareRuns, step, type StepOptions, type Trigger } from "../step.ts";
import { readyTimers } from "../timers.ts";
import type { Node, TimerRule } from "../system.ts";
import { observationsOf } from "../observations.ts";

/** What a handler's run, or a move of the network, does to the rest of the system. Numbered, for the monitors' memory. */
export interface Move {
  readonly number: number;
  /** The local state after it, by number. */
  readonly local: number;
  /** Pairs: the channel, then the message put into it. */
  readonly sends: readonly number[];
  readonly observations: readonly Observation[];
  /** Whether it left no trace. */
  readonly isIdle: boolean;
  readonly failure?: HandlerFailure;
}

/** What `LocalStates` asks of the space that it belongs to. */
export interface Registry {
  /** The number of a message. */
  message(value: unknown): number;
  /** The next number of a move. */
  nextMove(): number;
  /** Is told about each handler run. */
  noteRun(outcome: Outcome): void;
}

/**
 * The local states of one machine, interned: each different one has a small number. What a handler does in a state on
 * an event is computed once and remembered.
 */
export class LocalStates {
  readonly node: Node;
  private readonly numbers = new Map<string, number>();
  private readonly locals: Local[] = [];
  private readonly moves: Map<number, Move>[] = [];
  private readonly up: boolean[] = [];
  private readonly ready: (readonly string[])[][] = [];
  /** The first runs, kept to be made again. */
  private readonly runs: { readonly before: Local; readonly trigger: Trigger; readonly outcome: Outcome }[] = [];
  private readonly registry: Registry;
  private readonly options: StepOptions;
  private readonly timers: TimerRule;

  constructor(node: Node, registry: Registry, { timers, ...options }: StepOptions & { readonly timers: TimerRule }) {
    this.node = node;
    this.registry = registry;
    this.options = options;
    this.timers = timers;
  }

  /** How many different local states the machine has had. */
  get size(): number {
    return this.locals.length;
  }

  get(number: number): Local {
    const local = this.locals[number];
    if (local === undefined) throw new Error(`There is no local state ${number} of ${this.node.id}.`);
    return local;
  }

  intern(local: Local): number {
    const key = encodeLocal(local);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.locals.length;
      this.numbers.set(key, number);
      this.locals.push(local);
      this.up.push(local.up);
      this.moves.push(new Map());
    }
    return number;
  }

  isUp(number: number): boolean {
    return this.up[number] === true;
  }

  /** The timers that may go off in a local state. */
  readyTimers(number: number, hasMessages: boolean): readonly string[] {
    const byMessages = (this.ready[number] ??= []);
    return (byMessages[hasMessages ? 1 : 0] ??= readyTimers(this.get(number).timers, this.timers, hasMessages));
  }

  /**
   * What the handler does in a local state on an event. `code` is the event's number, different for every event of
   * this machine; `make` gives the event itself when it has not been seen before, with what laws see of it.
   */
  move(
    local: number,
    code: number,
    make: () => { readonly trigger: Trigger; readonly observations: readonly Observation[] },
  ): Move {
    const memo = this.moves[local];
    let move = memo?.get(code);
    if (move === undefined) {
      const { trigger, observations } = make();
      move = this.run(local, trigger, observations);
      memo?.set(code, move);
    }
    return move;
  }

  /**
   * Makes the first runs again, the last of them first. What a handler remembers outside its state may show only now,
   * after other runs. Gives the first difference as a failure.
   */
  runAgain(): HandlerFailure | undefined {
    for (const { before, trigger, outcome } of this.runs.toReversed()) {
      const failure = compareRuns(this.node, before, trigger, { first: outcome, options: this.options });
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  private run(number: number, trigger: Trigger, observations: readonly Observation[]): Move {
    const before = this.get(number);
    const outcome = step(this.node, before, trigger, this.options);
    this.registry.noteRun(outcome);
    if (this.runs.length < runsKept) this.runs.push({ before, trigger, outcome });
    const local = this.intern(outcome.local);
    return {
      number: this.registry.nextMove(),
      local,
      sends: outcome.effects.flatMap((effect) => this.numberSend(effect)),
      observations: [...observations, ...observationsOf(this.node, outcome)],
      isIdle: local === number && outcome.effects.length === 0 && outcome.failure === undefined,
      ...(outcome.failure === undefined ? {} : { failure: outcome.failure }),
    };
  }

  private numberSend(effect: Effect): number[] {
    return effect.kind === "send" ? [effect.channel, this.registry.message(effect.message)] : [];
  }
}

const runsKept = 500;

/** The different messages of a system, interned: each has a small number. */
export class Messages {
  private readonly numbers = new Map<string, number>();
  private readonly values: unknown[] = [];

  intern(value: unknown): number {
    const key = encode(value);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.values.length;
      this.numbers.set(key, number);
      this.values.push(value);
    }
    return number;
  }

  get(number: number): unknown {
    return this.values[number];
  }
}
