/**
 * Scatter–gather on real workers: a desk and four shelves, any of which may be killed and started again.
 */
import { type AnyMachine, type Law, type System, at, createRandom, defineSystem, durable } from "@millrace/core";
import type { Book } from "./books.ts";
import { coordinator, shard } from "./scatter-gather.ts";
import {
  type Shelves,
  answersEveryQuestion,
  answersLikeOneMachine,
  asksAllAtOnce,
  costsTwoMessagesEach,
  messagesStaySmall,
  repliesToWhoAsks,
} from "./scatter-gather.laws.ts";

/**
 * A desk and four shelves, with anybody's machines. Durable: a desk that forgets its open questions never answers them, and
 * a shelf may keep requests for later.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: {
      desk: durable(work.coordinator),
      ...Object.fromEntries(names.map((name) => [name, durable(work.shard(shelves[name] ?? []))])),
    },
    topology: names.flatMap((name) => [["desk", name] as const, [name, "desk"] as const]),
    channels: "any-order",
    inputs: Array.from({ length: 12 }, (_, turn) =>
      at("desk", { id: `q${turn}`, atLeastPages: (turn % 4) * 200 }, { atMs: turn * 40 }),
    ),
  });
}

const names = ["north", "south", "east", "west"];

/** West is empty. */
const shelves: Shelves = { north: books(120), south: books(30), east: books(7), west: [] };

/** The library, with our machines. */
export const system: System = systemOf({ coordinator, shard });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  answersLikeOneMachine(shelves),
  answersEveryQuestion(shelves),
  asksAllAtOnce(shelves),
  repliesToWhoAsks(shelves),
  costsTwoMessagesEach(shelves),
  messagesStaySmall(shelves),
];

interface Work {
  readonly coordinator: AnyMachine;
  shard(books: readonly Book[]): AnyMachine;
}

/** So many books, drawn from a seed, and so always the same. */
function books(count: number): Book[] {
  const random = createRandom(count);
  const draw = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, () => ({
    subject: ["art", "law", "maps"][draw(3)] ?? "",
    pages: draw(900),
    year: 2020 - draw(3000),
  }));
}
