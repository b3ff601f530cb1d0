/** A register kept by one server each, with no replication: right with one server, wrong with two. */
import { type AnyMachine, defineMachine, defineSystem, type System } from "../src/mod.ts";
import { registerClients, type RegisterMessage, serverNames } from "./register-clients.ts";

/** The system with so many servers and clients. */
export function singleCopyRegister({
  servers,
  clients,
}: {
  readonly servers: number;
  readonly clients: number;
}): System {
  const names = serverNames(servers);
  const machines: Record<string, AnyMachine> = Object.fromEntries(names.map((id) => [id, server]));
  return defineSystem({
    machines: { ...machines, ...registerClients(clients, servers) },
    channels: "any-order",
    idleDeliveries: "ignored",
  });
}

const server = defineMachine<{ value: string }, RegisterMessage>({
  start: () => ({ value: "\0" }),
  onMessage(state, message, from, context) {
    if (message.type === "put") {
      state.value = message.value;
      context.send(from, { type: "put-ok", id: message.id });
    } else if (message.type === "get") {
      context.send(from, { type: "get-ok", id: message.id, value: state.value });
    }
  },
});
