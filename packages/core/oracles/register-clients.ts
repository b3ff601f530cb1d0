/**
 * Clients of a register, and the history that they make: the harness of the register oracles.
 *
 * Client i (counted after the s servers) puts 'A' + i − s at server i mod s, then gets from server (i + 1) mod s. The
 * history is part of the state: who invoked what, having seen how many operations of each other client completed.
 *
 * Source: Jonathan Nadal, Stateright 0.31 (2025), its register actors and linearizability tester.
 */
import { type AnyMachine, defineMachine, monitor, type MonitorLaw } from "../src/mod.ts";
import { networkMemory, type NetworkOptions } from "./networks.ts";

/** How many servers and clients there are, and their network. */
export interface RegisterOptions extends NetworkOptions {
  readonly clients: number;
  readonly servers?: number;
}

/** What a client asks of a server, and its answers. `id` is the request's. */
export type RegisterMessage =
  | { readonly type: "put"; readonly id: number; readonly value: string }
  | { readonly type: "get"; readonly id: number }
  | { readonly type: "put-ok"; readonly id: number }
  | { readonly type: "get-ok"; readonly id: number; readonly value: string };

/** What a register holds before anybody has put anything. */
export const unset = "\0";

interface ClientState {
  /** The id of the request under way; -1 when all is done. */
  awaiting: number;
  operations: number;
}

/** The names of the servers: s0, s1, … */
export function serverNames(servers: number): string[] {
  return Array.from({ length: servers }, (_unused, index) => `s${index}`);
}

/** Clients by name, c0, c1, … */
export function registerClients(clients: number, servers: number): Record<string, AnyMachine> {
  return Object.fromEntries(clientNames(clients).map((name, index) => [name, client(servers + index, servers)]));
}

/**
 * Only the channels that are used: between servers if they talk to each other, from each client to the two servers that
 * it asks, and from every server to every client, since any of them may be the one that answers.
 */
export function registerChannels({
  clients,
  servers,
  serversTalk,
}: {
  readonly clients: number;
  readonly servers: number;
  readonly serversTalk: boolean;
}): [from: string, to: string][] {
  const names = serverNames(servers);
  const others = (name: string): string[] => (serversTalk ? names.filter((other) => other !== name) : []);
  const asked = (index: number): string[] =>
    names.filter((_name, place) => [0, 1].some((k) => (index + k) % servers === place));
  return [
    ...names.flatMap((from) => [...others(from), ...clientNames(clients)].map((to): [string, string] => [from, to])),
    ...clientNames(clients).flatMap((from, index) => asked(servers + index).map((to): [string, string] => [from, to])),
  ];
}

/** Whatever the state holds besides machines and messages, as laws that forbid nothing. */
export function registerMemory(options: NetworkOptions): MonitorLaw[] {
  return [keepsHistory, ...networkMemory(options)];
}

function clientNames(clients: number): string[] {
  return Array.from({ length: clients }, (_unused, index) => `c${index}`);
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
  /**
   * Whether every answer came to an operation under way. A client passes over an answer that it has had already, the
   * history does not: on an ordered network such an answer can end the next operation, or find none and spoil the
   * history, which then stays as it is.
   */
  isValid: boolean;
  /** By client: its completed operations, and the one under way. */
  readonly byClient: { readonly [client: string]: { readonly done: unknown[]; open: unknown } };
}

/** Keeps the history; it forbids nothing. */
export const keepsHistory: MonitorLaw<History> = monitor<History, RegisterMessage>("a history is kept", {
  start: (machines) => ({
    isValid: true,
    byClient: Object.fromEntries(
      machines.filter((id) => id.startsWith("c")).map((id) => [id, { done: [], open: null }]),
    ),
  }),
  on: {
    send(history, { machine, message }) {
      const own = history.byClient[machine];
      if (!history.isValid || own === undefined) return;
      if (message.type !== "put" && message.type !== "get") return;
      // A client asks again only when it has been answered, so nothing of its own is under way.
      own.open = { seen: seenBy(machine, history), operation: message.type === "put" ? message.value : "get" };
    },
    deliver(history, { machine, message }) {
      const own = history.byClient[machine];
      if (!history.isValid || own === undefined) return;
      if (message.type !== "put-ok" && message.type !== "get-ok") return;
      if (own.open === null) {
        history.isValid = false;
        return;
      }
      own.done.push({ invoked: own.open, returned: message.type === "put-ok" ? "ok" : message.value });
      own.open = null;
    },
  },
});

/** How many operations of each other client had completed. */
function seenBy(machine: string, { byClient }: History): Record<string, number> {
  const others = Object.entries(byClient).filter(([id, { done }]) => id !== machine && done.length > 0);
  return Object.fromEntries(others.map(([id, { done }]) => [id, done.length - 1]));
}
