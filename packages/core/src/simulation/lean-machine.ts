/**
 * One machine that runs in place: what `step` does, without the copies that nobody will look at.
 *
 * A simulated run has one history, so nobody needs the state before a handler once it has returned. The machine keeps one
 * state and its handlers change that. Three things are still as in `step`, because handlers could tell them apart:
 *
 * - what is sent, put out or written is copied, and each receiver gets a copy of its own;
 * - a state that holds objects is copied after each handler. The handler may have put the same object in two places, or
 *   one that lives outside, and `step` makes two of them. A flat state cannot hide such a thing, and stays as it is;
 * - a handler runs twice, first on a copy, and both runs must do the same.
 *
 * Whatever is not as it should be, from a thrown error to a symbol as key, ends the run with `isOff`: the simulation
 * then runs again in a World, which finds out what it is and tells it in the words of `step`. So the checks here may be
 * stricter than those there, never more lenient. The one exception: what only a property descriptor shows
 * (hidden keys, accessors, a frozen state) is looked for in one run of 64, and at the end.
 */
import { makeContext } from "../context.ts";
import { describeStates } from "../difference.ts";
import type { HandlerFailure, TimerSet } from "../execution.ts";
import { looksLikePromise } from "../handler-run.ts";
import type { Local } from "../local.ts";
import type { Context, MachineId } from "../machine.ts";
import { clone, duplicate } from "../plain.ts";
import { describeValue } from "../show.ts";
import { notDeterministic, type Outcome } from "../step.ts";
import type { Node } from "../system.ts";
import { EffectLog, outputEffect, sendEffect, setTimerEffect, writeKeyEffect } from "./effect-log.ts";
import { compareQuickly, duplicateQuickly, isFlat, isOrdinary } from "./flat.ts";
import { LeanActs } from "./lean-acts.ts";

/** Which handler a quick run is of. Starts, and all that has to do with resources, go through `step`. */
export type QuickHandler = "onMessage" | "onTimer" | "onInput";

/** Made for one run of one simulation. */
export class LeanMachine implements Local {
  readonly node: Node;
  readonly log: EffectLog;
  up = false;
  state: unknown = null;
  disk: Map<string, unknown> = new Map();
  timers: readonly TimerSet[] = [];
  draws = 0;
  incarnation = 0;
  clockMs = 0;
  /** Which run of a handler is under way, if any. */
  running: LeanActs | undefined;
  readClock = false;
  /** Whether something was not as it should be: what the machine holds from then on means nothing. */
  isOff = false;
  /** What a handler is to blame for if the World finds no fault with the run: it does not do that again. */
  finding: HandlerFailure | undefined;
  private readonly first: Run;
  /** Undefined if handlers run once. */
  private readonly second: Run | undefined;
  private handler: QuickHandler = "onMessage";
  private isFlat = false;
  private untilLook = 1;

  constructor(node: Node, { seed, twice }: { readonly seed: number; readonly twice: boolean }) {
    this.node = node;
    this.log = new EffectLog(node);
    const makeRun = (): Run => {
      const acts = new LeanActs(this, seed);
      return { acts, context: makeContext(acts) };
    };
    this.first = makeRun();
    this.second = twice ? makeRun() : undefined;
  }

  /** Runs a handler; what it did is in the log then. `value` is the message, the timer's name or the input. */
  run(handler: QuickHandler, value: unknown, from: MachineId): void {
    this.handler = handler;
    try {
      if (handler === "onTimer") this.timers = this.timers.filter((timer) => timer.name !== value);
      this.log.begin();
      if (this.second === undefined) this.runOnce(value, from);
      else this.runTwice(this.second, value, from);
    } catch (error) {
      this.refuse(`it failed (${describeValue(error)}), then it did not`);
    }
    this.running = undefined;
  }

  /**
   * Takes note that something is not as it should be. `difference` says what it is if it does not come again. A state that is
   * no ordinary object is not the same to a handler's two runs, so then it says nothing.
   */
  refuse(difference: string): void {
    if (!this.isOff && this.isOrdinary)
      this.finding = notDeterministic({ machine: this.node.id, handler: this.handler }, difference);
    this.isOff = true;
  }

  private runOnce(value: unknown, from: MachineId): void {
    const own = duplicateQuickly(value);
    this.call(this.first, this.state, own, from);
    this.checkUnchanged(value, own);
    this.keep(isFlat(this.state));
  }

  /** The second run is given the same copy of the value: the first has not changed it. */
  private runTwice(second: Run, value: unknown, from: MachineId): void {
    const { state, timers, draws } = this;
    const trial = this.isFlat ? { ...(state as object) } : duplicate(state);
    const own = duplicateQuickly(value);
    this.call(this.first, trial, own, from);
    this.checkUnchanged(value, own);

    const { draws: drawn, readClock } = this;
    this.timers = timers;
    this.draws = draws;
    this.log.again();
    this.call(second, state, own, from);
    const likeness = compareQuickly(state, trial);
    const { difference } = this.log;
    if (difference !== undefined) this.refuse(difference);
    else if (likeness === "different") this.refuse(describeStates(trial, state));
    else if (this.draws !== drawn || this.readClock !== readClock)
      this.refuse("it asked for the time or for chance, then not so");
    this.keep(likeness === "the same and flat");
  }

  private call({ acts, context }: Run, state: unknown, own: unknown, from: MachineId): void {
    const { handler } = this;
    const { machine } = this.node;
    this.readClock = false;
    this.running = acts;
    const result: unknown =
      handler === "onMessage"
        ? machine.onMessage?.(state, own, from, context)
        : handler === "onInput"
          ? machine.onInput?.(state, own, context)
          : machine.onTimer?.(state, String(own), context);
    this.running = undefined;
    if (looksLikePromise(result)) this.refuse("it returned a Promise, then none");
  }

  private checkUnchanged(value: unknown, own: unknown): void {
    if (own !== value && compareQuickly(value, own) === "different")
      this.refuse("it changed what it received, then did not");
  }

  /** Makes the state that the handler left the machine's own. */
  private keep(isFlat: boolean): void {
    this.isFlat = isFlat;
    if (!isFlat) this.state = clone(this.state);
    else if (--this.untilLook === 0) this.look();
  }

  /** Looks at the state in ways that take too long to do each time. */
  look(): void {
    this.untilLook = 64;
    if (!this.isOrdinary) this.isOff = true;
  }

  private get isOrdinary(): boolean {
    return !this.isFlat || isOrdinary(this.state as object);
  }

  /** Takes over what `step` made of the machine. Look before it goes there: it hands handlers a copy. */
  adopt({ local, effects, failure }: Outcome): void {
    this.finding ??= failure;
    if (failure !== undefined) this.isOff = true;
    this.up = local.up;
    this.state = local.state;
    // Of others' maps none is written into: quick runs write in place.
    if (local.disk !== this.disk) this.disk = new Map(local.disk);
    this.timers = local.timers;
    this.draws = local.draws;
    this.incarnation = local.incarnation;
    this.clockMs = local.clockMs;
    this.isFlat = false;
    this.log.begin();
    for (const effect of effects) {
      if (effect.kind === "send") this.log.note(sendEffect, effect.channel, effect.message);
      else if (effect.kind === "output") this.log.note(outputEffect, 0, effect.output);
      else if (effect.kind === "set-timer") this.log.note(setTimerEffect, effect.afterMs, effect.name);
    }
  }

  /** Memory and timers are gone. */
  crash(): void {
    this.look();
    this.up = false;
    this.state = null;
    this.timers = [];
    this.incarnation += 1;
    this.isFlat = false;
  }

  /** Puts on the disk what the handler wrote: it counts once the handler has ended. */
  commitWrites(): void {
    const { length, kinds, values } = this.log;
    for (let index = 0; index < length; index++)
      if (kinds[index] === writeKeyEffect) this.disk.set(String(values[index]), values[index + 1]);
  }
}

interface Run {
  readonly acts: LeanActs;
  readonly context: Context;
}
