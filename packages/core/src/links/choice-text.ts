import type { MachineId } from "../machine.ts";
import type { Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import type { TimedChoice } from "../world.ts";
import type { LetterName } from "./letters.ts";
import { readName, readNumber, writeName, writeNumber } from "./tokens.ts";

const kinds = {
  i: "input",
  d: "deliver",
  x: "drop",
  u: "duplicate",
  t: "timer",
  c: "crash",
  r: "restart",
  s: "skew",
  k: "cut",
  h: "heal",
} as const satisfies Record<string, Choice["kind"]>;
const letterOf = new Map<Choice["kind"], string>(Object.entries(kinds).map(([letter, kind]) => [kind, letter]));
const kindOf = new Map<string, Choice["kind"]>(Object.entries(kinds));

/** What numbers stand for. */
export interface Codebook {
  readonly system: System;
  readonly names: Names;
}

/** A choice that was read, and which message it is about. */
export interface ReadChoice {
  readonly choice: TimedChoice;
  readonly letter?: LetterName;
}

/** The token of a choice. Names that come up for the first time get a number. */
export function writeChoice(
  choice: TimedChoice,
  context: Codebook & { readonly letter: LetterName | undefined },
): string {
  const fields = fieldsOf(choice, context).map((field) =>
    field === 0 && !Object.is(field, -0) ? "" : writeNumber(field),
  );
  while (fields.at(-1) === "") fields.pop();
  const time = choice.nowMs === undefined ? "" : `~${writeNumber(choice.nowMs)}`;
  return `${letterOf.get(choice.kind) ?? ""}${fields.join(".")}${time}`;
}

function fieldsOf(
  choice: Choice,
  { system, names, letter }: Codebook & { readonly letter: LetterName | undefined },
): number[] {
  const place = (id: MachineId): number => placeOf(id, system);
  switch (choice.kind) {
    case "input":
      return [choice.input];
    case "deliver":
    case "drop":
    case "duplicate":
      return [
        place(choice.from),
        place(choice.to),
        names.numberOf(letter?.type ?? ""),
        letter?.occurrence ?? 0,
        choice.nth,
      ];
    case "timer":
      return [place(choice.machine), names.numberOf(choice.timer)];
    case "crash":
    case "restart":
      return [place(choice.machine)];
    case "skew":
      return [place(choice.machine), choice.byMs];
    default:
      return [choice.cut];
  }
}

/** The choice of a token; undefined if it is none of this system. */
export function readChoice(token: string, context: Codebook): ReadChoice | undefined {
  const [untimed = "", time] = token.split("~");
  const fields = untimed
    .slice(1)
    .split(".")
    .map((field) => (field === "" ? 0 : readNumber(field)));
  const nowMs = time === undefined ? undefined : readNumber(time);
  if (fields.length > 5 || [...fields, nowMs ?? 0].some(Number.isNaN)) return undefined;
  const read = makeChoice(kindOf.get(token[0] ?? ""), fields, context);
  if (read === undefined) return undefined;
  const timed = { ...read, choice: nowMs === undefined ? read.choice : { ...read.choice, nowMs } };
  // A token that was mistyped may still be read as something, but not written so.
  return writeChoice(timed.choice, { ...context, letter: timed.letter }) === token ? timed : undefined;
}

function makeChoice(
  kind: Choice["kind"] | undefined,
  [first = 0, second = 0, third = 0, fourth = 0, fifth = 0]: readonly number[],
  { system, names }: Codebook,
): ReadChoice | undefined {
  const machine = nodeAt(first, system);
  switch (kind) {
    case "input": {
      const input = system.inputs[first];
      return input === undefined ? undefined : { choice: { kind, machine: input.machine, input: first } };
    }
    case "deliver":
    case "drop":
    case "duplicate": {
      const to = nodeAt(second, system);
      const type = names.list[third];
      if (machine === undefined || to === undefined || type === undefined || fourth < 0 || fifth < 0) return undefined;
      return { choice: { kind, from: machine, to, nth: fifth }, letter: { type, occurrence: fourth } };
    }
    case "timer": {
      const timer = names.list[second];
      return machine === undefined || timer === undefined ? undefined : { choice: { kind, machine, timer } };
    }
    case "crash":
    case "restart":
      return machine === undefined ? undefined : { choice: { kind, machine } };
    case "skew":
      return machine === undefined ? undefined : { choice: { kind, machine, byMs: second } };
    case "cut":
    case "heal":
      return system.faults.cuts[first] === undefined ? undefined : { choice: { kind, cut: first } };
    default:
      return undefined;
  }
}

/** Machines count from 0, resources from −1 down, so that neither moves when one of the others is added. */
function placeOf(id: MachineId, { nodes }: System): number {
  const index = nodes.findIndex((node) => node.id === id);
  return nodes[index]?.isResource === true ? nodes.findIndex(({ isResource }) => isResource) - index - 1 : index;
}

function nodeAt(place: number, { nodes }: System): MachineId | undefined {
  const resources = nodes.filter(({ isResource }) => isResource);
  const node = place < 0 || Object.is(place, -0) ? resources[-1 - place] : nodes[place];
  return node === undefined || (place >= 0 && node.isResource) ? undefined : node.id;
}

/** Names by number, in the order in which they come up. */
export class Names {
  readonly list: string[];
  private readonly numbers: Map<string, number>;

  constructor(list: readonly string[]) {
    this.list = [...new Set(list)];
    this.numbers = new Map(this.list.map((name, number) => [name, number]));
  }

  /** The names of a token. */
  static read(token: string): Names {
    return new Names(token.slice(1).split(".").map(readName));
  }

  /** The number of a name, which gets one if it has none. */
  numberOf(name: string): number {
    const number = this.numbers.get(name) ?? this.list.push(name) - 1;
    this.numbers.set(name, number);
    return number;
  }

  /** The token that lists them. */
  get token(): string {
    return `n${this.list.map(writeName).join(".")}`;
  }
}
