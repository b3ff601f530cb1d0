import type { Event, Execution } from "../execution.ts";
import type { Violation } from "../exploration.ts";
import { Guard } from "../follow.ts";
import type { Law } from "../laws.ts";
import type { System } from "../system.ts";
import { checkExecution, Watch } from "../watch.ts";
import { type TimedChoice, World } from "../world.ts";
import type { Fidelity } from "./fidelity.ts";
import { fingerprint, fingerprintEvery } from "./fingerprint.ts";
import { type LetterName, Letters } from "./letters.ts";
import type { LinkedSchedule } from "./schedule-text.ts";

/** What came of following a linked schedule. */
export interface Retraced {
  /** What happened, up to the event that breaks a law, or to the end of the schedule. */
  readonly execution: Execution;
  /** The first law that is broken; absent if none is. */
  readonly violation?: Violation;
  /** Whether it is still the run that the link was made of. */
  readonly fidelity: Fidelity;
}

/**
 * Follows a schedule that was read from a text, in code that may have changed since, and says how far it is still the same
 * run. Each choice is made as it was. One that has become impossible or means another message now, and those after it, go by
 * sender, receiver, type and occurrence of the message; what cannot be found is left out. A message in its way in a `fifo`
 * channel is delivered first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, readSchedule, retrace, simulate, writeSchedule } from "@millrace/core";
 *
 * const saying = (...words: string[]) => {
 *   const greeter = defineMachine<object, { type: string }, string, string>({
 *     start: () => ({}),
 *     onInput: (_state, to, context) => words.forEach((type) => context.send(to, { type })),
 *     onMessage: (_state, { type }, _from, context) => context.output(type),
 *   });
 *   return defineSystem({ machines: { a: greeter, b: greeter }, inputs: [at("a", "b")] });
 * };
 * const text = writeSchedule(simulate(saying("hello")));
 * const system = saying("psst", "hello");
 * const { execution, fidelity } = retrace(readSchedule(text, system), system, []);
 * assert.deepEqual(execution.events.flatMap(({ outputs }) => outputs), ["psst", "hello"]);
 * assert.equal(fidelity.kind, "diverged");
 * ```
 */
export function retrace(linked: LinkedSchedule, system: System, laws: readonly Law[]): Retraced {
  const tracer = new Tracer(linked, system, laws);
  const fidelity = tracer.run();
  const { execution } = tracer.world;
  const violation = tracer.guard.violation ?? checkExecution(laws, execution);
  return { execution, fidelity, ...(violation === undefined ? {} : { violation }) };
}

type LetterChoice = TimedChoice & { readonly kind: "deliver" | "drop" | "duplicate" };

class Tracer {
  readonly world: World;
  readonly guard: Guard;
  private readonly linked: LinkedSchedule;
  private readonly letters = new Letters();
  private noted = 0;
  /** How many events there are before the first choice. */
  private readonly starts: number;
  /** Where the last fingerprint that was right ends: in choices, and in events. */
  private good = { choices: 0, events: 0 };
  /** From which choice on it is another run, and the number of the event that it had led to. */
  private divergence: { readonly choice: number; readonly event: number } | undefined;
  /** By choice: whether it was made. */
  private readonly made: boolean[] = [];
  private added = 0;
  /** Messages that were delivered to make way for others. */
  private readonly early = new Set<number>();

  constructor(linked: LinkedSchedule, system: System, laws: readonly Law[]) {
    this.linked = linked;
    this.world = new World(system);
    this.starts = this.world.eventCount;
    this.guard = new Guard(this.world, new Watch(laws, system));
  }

  run(): Fidelity {
    const { schedule, letters } = this.linked;
    for (const [place, choice] of schedule.entries()) {
      if (this.guard.look() !== undefined) break;
      const letter = letters[place];
      this.made.push(letter === undefined ? this.make(choice) : this.makeAboutLetter(choice as LetterChoice, letter));
      if (this.made[place] === false) this.diverge();
      this.compareFingerprint();
    }
    if (schedule.length === 0) this.compareFingerprint();
    this.guard.look();
    return this.judge();
  }

  private make(choice: TimedChoice): boolean {
    if (!this.world.canApply(choice)) return false;
    this.world.apply(choice);
    return true;
  }

  private makeAboutLetter(choice: LetterChoice, letter: LetterName): boolean {
    const messageId = this.find(choice, letter);
    if (messageId === undefined) return false;
    if (choice.kind === "deliver" && this.early.delete(messageId)) return true;
    const nth = this.placeOf(messageId, choice);
    if (nth !== choice.nth) this.diverge();
    if (nth < 0) return false;
    if (choice.kind === "deliver" && !this.makeWay(messageId, choice)) return false;
    return this.make({ ...choice, nth: this.placeOf(messageId, choice) });
  }

  /** Which message a choice is about now. */
  private find(choice: LetterChoice, letter: LetterName): number | undefined {
    this.note();
    const found = this.letters.numberOf(choice, letter);
    if (found !== undefined || this.letters.hasType(choice, letter.type)) return found;
    // Nothing of that type was ever sent there: perhaps it is called something else now, something that the link knows not.
    const instead = this.world.contents(choice.from, choice.to)[choice.nth]?.messageId;
    const type = instead === undefined ? undefined : this.letters.nameOf(instead)?.type;
    this.diverge();
    return this.linked.letters.some((known) => known !== undefined && known.type === type) ? undefined : instead;
  }

  /** Its place in the channel; of several copies the one where it was, if there is one. */
  private placeOf(messageId: number, { from, to, nth }: LetterChoice): number {
    const letters = this.world.contents(from, to);
    return letters[nth]?.messageId === messageId ? nth : letters.findIndex((other) => other.messageId === messageId);
  }

  /** Delivers what is in the way of a message in a `fifo` channel. Says whether it can be delivered now. */
  private makeWay(messageId: number, { from, to }: LetterChoice): boolean {
    const { channels } = this.world.system;
    if (!channels.some((channel) => channel.from === from && channel.to === to && channel.kind === "fifo")) return true;
    for (;;) {
      const [first] = this.world.contents(from, to);
      if (first === undefined || first.messageId === messageId) return first !== undefined;
      this.diverge();
      if (!this.make({ kind: "deliver", from, to, nth: 0 })) return false;
      this.early.add(first.messageId);
      this.added += 1;
      if (this.guard.look() !== undefined) return false;
    }
  }

  /** Shows the letters what was sent since. */
  private note(): void {
    for (const event of this.world.eventsFrom(this.noted)) {
      this.letters.note(event);
      this.noted += 1;
    }
  }

  private compareFingerprint(): void {
    const { schedule, fingerprints } = this.linked;
    const done = this.made.length;
    if (this.divergence !== undefined || (done % fingerprintEvery !== 0 && done < schedule.length)) return;
    const events: readonly Event[] = this.world.eventsFrom(this.good.events);
    const expected = fingerprints[Math.max(0, Math.ceil(done / fingerprintEvery) - 1)];
    if (fingerprint(events) === expected) this.good = { choices: done, events: this.world.eventCount };
    else this.divergence = { choice: this.good.choices, event: this.starts + this.good.choices };
  }

  private diverge(): void {
    this.divergence ??= { choice: this.made.length, event: this.world.eventCount };
  }

  private judge(): Fidelity {
    const { schedule } = this.linked;
    const notMade = schedule.length - this.made.length;
    if (this.divergence === undefined) return notMade === 0 ? { kind: "exact" } : { kind: "cut short", notMade };
    const { choice, event } = this.divergence;
    const rest = this.made.slice(choice);
    const found = rest.filter(Boolean).length;
    return { kind: "diverged", choice, event, found, leftOut: rest.length - found, added: this.added, notMade };
  }
}
