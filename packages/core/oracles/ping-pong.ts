/**
 * Two machines that count: one sends ping 0, the other answers pong 0, the first sends ping 1, and so on, up to a
 * greatest count. Each takes a message only if it is the one that it waits for; a step beyond the greatest count is not
 * taken, and its message stays.
 *
 * Source: Jonathan Nadal, Stateright 0.31 (2025), its tests of actor models.
 */
import { defineMachine, defineSystem, type Machine, type MonitorLaw, type System } from "../src/mod.ts";
import { networkMemory, networkOf, type NetworkOptions } from "./networks.ts";

/** How far is counted, and on which network: `unordered-duplicating` by default. */
export interface PingPongOptions extends NetworkOptions {
  readonly max: number;
}

interface Message {
  readonly type: "ping" | "pong";
  readonly count: number;
}

/** The system in which nobody counts further than `max`. */
export function pingPong({ max, network = "unordered-duplicating", lossy = false }: PingPongOptions): System {
  return defineSystem({
    machines: { pinger: player({ max, begins: true }), ponger: player({ max, begins: false }) },
    ...networkOf({ network, lossy }),
    // On an ordered network, too: one message at a time is on its way, so the only one that is not taken is the one that
    // leads beyond the greatest count.
    idleDeliveries: "ignored",
  });
}

/** Whatever the state holds besides machines and messages, as laws that forbid nothing. */
export function pingPongMemory({ network = "unordered-duplicating" }: NetworkOptions): MonitorLaw[] {
  return networkMemory({ network });
}

function player({
  max,
  begins,
}: {
  readonly max: number;
  readonly begins: boolean;
}): Machine<{ count: number }, Message> {
  return defineMachine<{ count: number }, Message>({
    start(context) {
      if (begins) context.send("ponger", { type: "ping", count: 0 });
      return { count: 0 };
    },
    onMessage(state, { type, count }, from, context) {
      if (count !== state.count || count >= max) return;
      state.count += 1;
      context.send(from, type === "ping" ? { type: "pong", count } : { type: "ping", count: count + 1 });
    },
  });
}
