/** Two kitchens: one chef for everything, and a chef for each dish. The slips and plates between them are messages. */
import { type Machine, type System, defineMachine, defineSystem, durable } from "@millrace/core";

export const dishes = ["salad", "grill", "dessert"] as const;
export type Dish = (typeof dishes)[number];

/** How long a dish takes. */
const cookMs = 900;

/** How long a slip or a plate is on its way between two kitchens. */
export const roadMs = 350;

/** The input of a waiter: a table has ordered. */
export interface Order {
  /** From 1. */
  readonly dinner: number;
}

/** What a waiter puts out for each plate. */
export interface Served {
  readonly dinner: number;
  readonly dish: Dish;
  /** When it left, on the clock of its cook, in milliseconds. */
  readonly leftAtMs: number;
  /** When it came, on the clock of the waiter. */
  readonly cameAtMs: number;
}

/** From the waiter to a cook. */
export interface Slip {
  readonly type: "slip";
  readonly dinner: number;
  readonly dish: Dish;
}

/** From a cook to the waiter. */
export interface Plate {
  readonly type: "plate";
  readonly dinner: number;
  readonly dish: Dish;
  readonly leftAtMs: number;
}

/** What a cook remembers: the slips on the board; the first is in the pan. */
export interface CookState {
  readonly slips: Slip[];
}

const waiter: Machine<object, Slip | Plate, Served, Order> = defineMachine({
  start: () => ({}),

  onMessage(_state, message, _from, context) {
    if (message.type !== "plate") return;
    const { dinner, dish, leftAtMs } = message;
    context.output({ dinner, dish, leftAtMs, cameAtMs: context.now() });
  },

  onInput(_state, { dinner }, context) {
    for (const dish of dishes) {
      const cook = context.peers.find((peer) => peer === dish) ?? context.peers[0];
      if (cook !== undefined) context.send(cook, { type: "slip", dinner, dish });
    }
  },
});

const cook: Machine<CookState, Slip | Plate> = defineMachine({
  start: (): CookState => ({ slips: [] }),

  onMessage({ slips }, message, _from, context) {
    if (message.type !== "slip") return;
    slips.push(message);
    if (slips.length === 1) context.setTimer("cooked", cookMs);
  },

  onTimer({ slips }, _timer, context) {
    const slip = slips.shift();
    if (slip === undefined) return;
    const { dinner, dish } = slip;
    context.send("waiter", { type: "plate", dinner, dish, leftAtMs: context.now() });
    if (slips.length > 0) context.setTimer("cooked", cookMs);
  },
});

/** Cooks are durable: slips hang on the board, and are there when the stove is mended. */
function kitchenOf(cooks: readonly string[]): System {
  return defineSystem({
    machines: { waiter, ...Object.fromEntries(cooks.map((name) => [name, durable(cook)])) },
    topology: cooks.flatMap((name) => [["waiter", name] as const, [name, "waiter"] as const]),
  });
}

export const oneChef: System = kitchenOf(["chef"]);
export const manyChefs: System = kitchenOf(dishes);
