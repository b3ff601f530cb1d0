/**
 * A schedule as URL-safe text: tokens joined by `_`.
 *
 * - `n`: the names of message types and timers that come up, joined by `.`, where there are any;
 * - for each choice a letter and numbers (tokens.ts) joined by `.`, zeros left out, points at the end too. Machines go by their
 *   place, resources by −1 and below. `d.1.2.3.1` delivers from machine 0 to machine 1 the fourth message of the third name
 *   that was sent there (both count from 0), which is the second in its channel now. A time that a clock showed follows a `~`;
 * - `f` after every eighth choice: a fingerprint of what has happened since the one before (fingerprint.ts);
 * - `e` at the end: the last fingerprint, and a hash of all text before, which tells whether it was copied well.
 */
import type { Event, Execution } from "../execution.ts";
import type { Schedule } from "../schedule.ts";
import type { System } from "../system.ts";
import type { TimedChoice } from "../world.ts";
import { Names, readChoice, writeChoice } from "./choice-text.ts";
import { fingerprint, fingerprintEvery } from "./fingerprint.ts";
import { type LetterName, Letters } from "./letters.ts";
import { hash } from "./tokens.ts";

/** A schedule that was read from a text, with what it takes to follow it in changed code. */
export interface LinkedSchedule {
  /** The schedule as it was. */
  readonly schedule: Schedule;
  /** Which message each choice is about; undefined for one that is about none. */
  readonly letters: readonly (LetterName | undefined)[];
  /** What had happened after every eighth choice, and after the last, since the one before. */
  readonly fingerprints: readonly string[];
}

/** The longest text and schedule that are read: a longer one is no link of ours, and would take too long to follow. */
const mostCharacters = 1_000_000;
const mostChoices = 20_000;

/**
 * The text of an execution's schedule, to be read by {@link readSchedule} with the same system or one that is nearly the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, readSchedule, simulate, writeSchedule } from "@millrace/core";
 *
 * const greeter = defineMachine<object, { type: string }, never, string>({
 *   start: () => ({}),
 *   onInput: (_state, to, context) => context.send(to, { type: "hello" }),
 * });
 * const system = defineSystem({ machines: { a: greeter, b: greeter }, inputs: [at("a", "b")] });
 * const execution = simulate(system);
 * const text = writeSchedule(execution);
 * assert.match(text, /^nhello_i~\w+_d\.1~\w+_e\w{8}$/);
 * assert.deepEqual(readSchedule(text, system).schedule, execution.schedule);
 * ```
 */
export function writeSchedule({ system, schedule, events }: Execution): string {
  const starts = events.length - schedule.length;
  const letters = new Letters();
  for (const event of events) letters.note(event);
  const names = new Names([]);
  const tokens = schedule.flatMap((choice, place) => {
    const { messageId } = events[starts + place] ?? {};
    const letter = messageId === undefined ? undefined : letters.nameOf(messageId);
    const isMarked = (place + 1) % fingerprintEvery === 0 && place + 1 < schedule.length;
    const seen = isMarked ? [`f${fingerprint(eventsOfPart(events, place + 1, schedule.length))}`] : [];
    return [writeChoice(choice, { system, names, letter }), ...seen];
  });
  const body = [...(names.list.length === 0 ? [] : [names.token]), ...tokens].map((token) => `${token}_`).join("");
  return `${body}e${fingerprint(eventsOfPart(events, schedule.length, schedule.length))}${hash(body)}`;
}

/**
 * The schedule of a text, for {@link retrace}. Throws an Error that says what is wrong with the text: it may come from
 * anywhere. Whether the schedule still fits is known only when it is followed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineMachine, defineSystem, readSchedule } from "@millrace/core";
 *
 * const system = defineSystem({ machines: { a: defineMachine<object>({ start: () => ({}) }) } });
 * assert.throws(() => readSchedule("d0.1.0", system), /copied whole/);
 * ```
 */
export function readSchedule(text: string, system: System): LinkedSchedule {
  if (text.length > mostCharacters)
    throw new Error(
      `Cannot read the schedule as it is longer than any link: ${text.length} characters. Copy the link anew, from the verdict.`,
    );
  const [, body = "", last = "", check = ""] = /^(.*_|)e([0-9a-z]{4})([0-9a-z]{4})$/.exec(text) ?? [];
  if (last === "")
    throw new Error(
      `Cannot read the schedule as it has no end: ${quote(text.slice(-20))}. Was the link copied whole? If an older Millrace made it, grade again for a new one.`,
    );
  if (hash(body) !== check)
    throw new Error(
      `Cannot read the schedule as some of its characters have changed: ${quote(text)}. Was the link copied whole? Copy it anew, from the verdict.`,
    );
  const tokens = body.split("_").slice(0, -1);
  if (tokens.length > 2 * mostChoices)
    throw new Error(
      `Cannot read the schedule as it has ${tokens.length} parts. Links have at most ${mostChoices} choices.`,
    );
  return readTokens(tokens, last, system);
}

function readTokens(tokens: readonly string[], last: string, system: System): LinkedSchedule {
  const schedule: TimedChoice[] = [];
  const letters: (LetterName | undefined)[] = [];
  const fingerprints: string[] = [];
  let names = new Names([]);
  for (const [place, token] of tokens.entries()) {
    const isDue =
      schedule.length > 0 &&
      schedule.length % fingerprintEvery === 0 &&
      fingerprints.length < schedule.length / fingerprintEvery;
    if (place === 0 && token.startsWith("n")) names = Names.read(token);
    else if (isDue && /^f[0-9a-z]{4}$/.test(token)) fingerprints.push(token.slice(1));
    else {
      const read = isDue ? undefined : readChoice(token, { system, names });
      if (read === undefined) throw noChoice(token);
      schedule.push(read.choice);
      letters.push(read.letter);
    }
    if (place === 0 && token.startsWith("n") && names.token !== token) throw noChoice(token);
  }
  return { schedule, letters, fingerprints: [...fingerprints, last] };
}

/** The events that a fingerprint after so many of all choices is about: those since the one before, or since the start. */
function eventsOfPart(events: readonly Event[], choices: number, all: number): readonly Event[] {
  const starts = events.length - all;
  const before = Math.floor((choices - 1) / fingerprintEvery) * fingerprintEvery;
  return events.slice(before <= 0 ? 0 : starts + before, starts + choices);
}

function noChoice(token: string): Error {
  return new Error(
    `Cannot read the schedule as ${quote(token)} is no choice of this system. Was the link copied whole?`,
  );
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
