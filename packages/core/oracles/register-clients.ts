/**
 * Clients of a register, and the history that they make: the harness of the register oracles.
 *
 * Client i (counted after the s servers) puts 'A' + i − s at server i mod s, then gets from server (i + 1) mod s. The
 * history is part of the state: who invoked what, having seen how many operations of each other client completed.
 */
import { type AnyMachine, defineMachine, monitor, type MonitorLaw } from "../src/mod.ts";

/** What a client asks of a server, and its answers. `id` is the request's. */
export type RegisterMessage =
  | { readonly type: "put"; readonly id: number; readonly value: string }
  | { readonly type: "get"; readonly id: number }
  | { readonly type: "put-ok"; readonly id: number }
  | { readonly type: "get-ok"; readonly id: number; readonly value: string };

interface ClientState {
  awaiting: number;
  operations: number;
}

/** The names of the servers: s0, s1, … */
export function serverNames(servers: number): string[] {
  return Array.from({ length: servers }, (_unused, index) => `s${index}`);
}

/** Clients by name, c0, c1, … */
export function registerClients(clients: number, servers: number): Record<string, AnyMachine> {
  return Object.fromEntries(
    Array.from({ length: clients }, (_unused, index) => [`c${index}`, client(servers + index, servers)]),
  );
}

function client(index: number, servers: number): AnyMachine {
  return defineMachine<ClientState, RegisterMessage>({
    start(context) {
      const value = String.fromCharCode("A".charCodeAt(0) + index - servers);
      context.send(`s${index % servers}`, { type: "put", id: index, value });
      return { awaiting: index, operations: 1 };
    },
    onMessage(state, message, _from, context) {
      if (message.id !== state.awaiting) return;
      if (message.type === "put-ok") {
        const id = (state.operations + 1) * index;
        context.send(`s${(index + state.operations) % servers}`, { type: "get", id });
        state.awaiting = id;
        state.operations += 1;
      } else if (message.type === "get-ok") {
        state.awaiting = -1;
        state.operations += 1;
      }
    },
  });
}

interface History {
  /** By client: its completed operations, and the one under way. */
  [client: string]: { done: unknown[]; open: unknown };
}

/** Keeps the history; it forbids nothing. */
export const keepsHistory: MonitorLaw<History> = monitor<History, RegisterMessage>("a history is kept", {
  start: (machines) =>
    Object.fromEntries(machines.filter((id) => id.startsWith("c")).map((id) => [id, { done: [], open: null }])),
  on: {
    send(history, { machine, message }) {
      const own = history[machine];
      if (own === undefined || (message.type !== "put" && message.type !== "get")) return;
      own.open = { seen: seenBy(machine, history), operation: message.type === "put" ? message.value : "get" };
    },
    deliver(history, { machine, message }) {
      const own = history[machine];
      if (own === undefined || own.open === null) return;
      if (message.type !== "put-ok" && message.type !== "get-ok") return;
      own.done.push({ invoked: own.open, returned: message.type === "put-ok" ? "ok" : message.value });
      own.open = null;
    },
  },
});

/** How many operations of each other client had completed. */
function seenBy(machine: string, history: History): Record<string, number> {
  const others = Object.entries(history).filter(([id, { done }]) => id !== machine && done.length > 0);
  return Object.fromEntries(others.map(([id, { done }]) => [id, done.length - 1]));
}
