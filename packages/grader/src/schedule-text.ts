/**
 * A schedule as URL-safe text: one token a choice, joined by `_`. A token is a letter for the kind, then numbers in base
 * 36, machines by their place in the system: `d0.2.1` delivers message 1 from machine 0 to machine 2. A time that a
 * clock showed follows a `~`.
 */
import type { Choice, Schedule, System, TimedChoice } from "@millrace/core";

const letters = {
  input: "i",
  deliver: "d",
  drop: "x",
  duplicate: "u",
  timer: "t",
  crash: "c",
  restart: "r",
  skew: "s",
  cut: "k",
  heal: "h",
} as const satisfies Record<Choice["kind"], string>;

/** The text of a schedule of a system. */
export function writeSchedule(schedule: Schedule, system: System): string {
  return schedule.map((choice) => writeChoice(choice, system)).join("_");
}

/** The schedule of a text. Throws an Error that says which token is wrong. */
export function readSchedule(text: string, system: System): Schedule {
  if (text === "") return [];
  return text.split("_").map((token) => {
    const choice = readToken(token, system);
    // A token that was cut short or mistyped may still be read as something, but not written so.
    if (choice !== undefined && writeChoice(choice, system) === token) return choice;
    throw new Error(`Cannot read the schedule as "${token}" is no choice of this system. Was the link copied whole?`);
  });
}

function writeChoice(choice: TimedChoice, system: System): string {
  const place = (id: string): string => number(system.nodes.findIndex((node) => node.id === id));
  return letters[choice.kind] + fields(choice, place).join(".") + time(choice);
}

function readToken(token: string, system: System): TimedChoice | undefined {
  const [body = "", nowMs] = token.split("~");
  const choice = readChoice(body, system);
  return choice === undefined || nowMs === undefined ? choice : { ...choice, nowMs: parse(nowMs) };
}

function fields(choice: Choice, place: (id: string) => string): string[] {
  switch (choice.kind) {
    case "input":
      return [place(choice.machine), number(choice.input)];
    case "deliver":
    case "drop":
    case "duplicate":
      return [place(choice.from), place(choice.to), number(choice.nth)];
    case "timer":
      return [place(choice.machine), escapeName(choice.timer)];
    case "crash":
    case "restart":
      return [place(choice.machine)];
    case "skew":
      return [place(choice.machine), number(choice.byMs)];
    default:
      return [number(choice.cut)];
  }
}

function readChoice(body: string, system: System): Choice | undefined {
  const kind = (Object.keys(letters) as Choice["kind"][]).find((candidate) => letters[candidate] === body[0]);
  const [first = "", second = "", third = ""] = body.slice(1).split(".");
  const machine = system.nodes[parse(first)]?.id;
  const other = system.nodes[parse(second)]?.id;
  switch (kind) {
    case "input":
      return machine === undefined ? undefined : { kind, machine, input: parse(second) };
    case "deliver":
    case "drop":
    case "duplicate":
      return machine === undefined || other === undefined
        ? undefined
        : { kind, from: machine, to: other, nth: parse(third) };
    case "timer":
      return machine === undefined ? undefined : { kind, machine, timer: unescapeName(second) };
    case "crash":
    case "restart":
      return machine === undefined ? undefined : { kind, machine };
    case "skew":
      return machine === undefined ? undefined : { kind, machine, byMs: parse(second) };
    case "cut":
    case "heal":
      return { kind, cut: parse(first) };
    default:
      return undefined;
  }
}

function time(choice: TimedChoice): string {
  return choice.nowMs === undefined ? "" : `~${number(choice.nowMs)}`;
}

function number(value: number): string {
  return value < 0 ? `-${Math.abs(value).toString(36)}` : value.toString(36);
}

function parse(text: string): number {
  return text.startsWith("-") ? -Number.parseInt(text.slice(1), 36) : Number.parseInt(text, 36);
}

/** Letters and digits as they are; any other character as `-hex-`. */
function escapeName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/gu, (character) => `-${(character.codePointAt(0) ?? 0).toString(16)}-`);
}

function unescapeName(text: string): string {
  return text.replace(/-([0-9a-f]+)-/g, (_match, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}
