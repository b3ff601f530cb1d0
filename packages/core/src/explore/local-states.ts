import type { HandlerFailure } from "../execution.ts";
import type { Observation } from "../laws.ts";
import { crashed, decodeLocal, encodeLocal, type Local } from "../local.ts";
import { compareRuns, type Outcome, step, type StepOptions, type Trigger } from "../step.ts";
import { readyTimers } from "../timers.ts";
import type { Node, TimerRule } from "../system.ts";
import { observationsOf } from "../observations.ts";
import type { Events } from "./events.ts";
import type { Memo, Numbering } from "./numbering.ts";
import { absent, PairTable } from "./pair-table.ts";

/** What a handler's run, or a move of the network, does to the rest of the system. */
export interface Move {
  /** What laws see of it, by number: the monitors remember what that does to them. */
  readonly sight: number;
  /** The local state after it, by number. */
  readonly local: number;
  /** Pairs: the receiving node, and the delivery that it will be, as an event of that node. */
  readonly sends: readonly number[];
  /** Whether it left no trace. */
  readonly isIdle: boolean;
  readonly failure: HandlerFailure | undefined;
}

/** What `LocalStates` asks of the space that it belongs to. */
export interface Registry {
  /** How a send is written down in a {@link Move}. */
  send(channel: number, message: unknown): readonly number[];
  /** The number of what laws see of a move. */
  sight(observations: readonly Observation[]): number;
  /** Is told about each handler run. */
  noteRun(outcome: Outcome): void;
}

/**
 * The local states of one machine, numbered. What a handler does in a state on an event is computed once and remembered.
 */
export class LocalStates {
  readonly node: Node;
  private readonly texts: Numbering;
  private readonly events: Events;
  private readonly memo: Memo | undefined;
  private readonly locals: Local[] = [];
  private readonly flagged: number[] = [];
  /** By local state, without and with messages that wait: the timers that may go off, as events. */
  private readonly ready: (readonly number[])[] = [];
  private readonly moveOf = new PairTable();
  private readonly moves: Move[] = [];
  private readonly crashes: number[] = [];
  /** The first runs, kept to be made again. */
  private readonly runs: { readonly before: Local; readonly trigger: Trigger; readonly outcome: Outcome }[] = [];
  private readonly registry: Registry;
  private readonly options: StepOptions & { readonly timers: TimerRule };

  constructor(
    node: Node,
    registry: Registry,
    options: {
      readonly texts: Numbering;
      readonly events: Events;
      /** What other threads have worked out; undefined if there are none. */
      readonly memo: Memo | undefined;
      readonly step: LocalStates["options"];
    },
  ) {
    this.node = node;
    this.registry = registry;
    this.texts = options.texts;
    this.events = options.events;
    this.memo = options.memo;
    this.options = options.step;
  }

  /** How many different local states the machine has had. */
  get size(): number {
    return this.texts.size;
  }

  get(number: number): Local {
    return (this.locals[number] ??= decodeLocal(this.texts.text(number)));
  }

  number(local: Local): number {
    const number = this.texts.number(encodeLocal(local));
    this.locals[number] ??= local;
    return number;
  }

  /** The text that a number stands for: the same in every search. */
  text(number: number): string {
    return this.texts.text(number);
  }

  /** {@link isUpFlag}, {@link hasTimersFlag} or both: what the search asks of every machine in every state. */
  flags(number: number): number {
    return (this.flagged[number] ??= flagsOf(this.get(number)));
  }

  /** The local state after a crash. */
  crash(number: number): number {
    return (this.crashes[number] ??= this.number(crashed(this.get(number))));
  }

  /** The local state after its clock has jumped. */
  skew(number: number, byMs: number): number {
    const local = this.get(number);
    return this.number({ ...local, clockMs: local.clockMs + byMs });
  }

  /** The timers that may go off in a local state, as events. */
  readyTimers(number: number, hasMessages: boolean): readonly number[] {
    return (this.ready[2 * number + (hasMessages ? 1 : 0)] ??= readyTimers(
      this.get(number).timers,
      this.options.timers,
      hasMessages,
    ).map((timer) => this.events.timer(timer)));
  }

  /** What the handler does in a local state on an event. */
  move(local: number, event: number): Move {
    const known = this.moveOf.get(local, event);
    if (known !== absent) return this.moves[known] as Move;
    const move = this.run(local, event);
    this.moveOf.set(local, event, this.moves.push(move) - 1);
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

  private run(number: number, event: number): Move {
    const key = `${number} ${event}`;
    const known = this.memo?.find(key);
    if (known !== undefined) return readMove(known);
    const before = this.get(number);
    const { trigger, observations } = this.events.see(event, before);
    const outcome = step(this.node, before, trigger, this.options);
    this.registry.noteRun(outcome);
    if (this.runs.length < runsKept) this.runs.push({ before, trigger, outcome });
    const { effects, failure } = outcome;
    const local = this.number(outcome.local);
    const move: Move = {
      sight: this.registry.sight([...observations, ...observationsOf(this.node, outcome)]),
      local,
      sends: effects.flatMap((effect) =>
        effect.kind === "send" ? this.registry.send(effect.channel, effect.message) : [],
      ),
      isIdle: local === number && effects.length === 0 && failure === undefined,
      failure,
    };
    if (failure === undefined) this.memo?.tell(key, writeMove(move));
    return move;
  }
}

/** A move that is no failure, as a text: all that it says is numbers that threads have in common. */
function writeMove({ sight, local, sends, isIdle }: Move): string {
  return [sight, local, isIdle ? 1 : 0, ...sends].join();
}

function readMove(text: string): Move {
  const [sight = 0, local = 0, isIdle = 0, ...sends] = text.split(",").map(Number);
  return { sight, local, sends, isIdle: isIdle === 1, failure: undefined };
}

export const isUpFlag = 1;
export const hasTimersFlag = 2;

function flagsOf({ up, timers }: Local): number {
  return (up ? isUpFlag : 0) | (timers.length > 0 ? hasTimersFlag : 0);
}

const runsKept = 500;
