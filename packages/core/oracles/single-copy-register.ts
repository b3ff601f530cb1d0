/** A register kept by one server each, with no replication: right with one server, wrong with two. */
import { type AnyMachine, defineMachine, defineSystem, type System } from "../src/mod.ts";
import { networkOf } from "./networks.ts";
import {
  registerChannels,
  registerClients,
  type RegisterMessage,
  type RegisterOptions,
  serverNames,
  unset,
} from "./register-clients.ts";

/** The system with so many clients, and 1 server, or as many as said. */
export function singleCopyRegister({ clients, servers = 1, ...network }: RegisterOptions): System {
  const machines: Record<string, AnyMachine> = Object.fromEntries(serverNames(servers).map((id) => [id, server]));
  return defineSystem({
    machines: { ...machines, ...registerClients(clients, servers) },
    topology: registerChannels({ clients, servers, serversTalk: false }),
    ...networkOf(network),
  });
}

const server = defineMachine<{ value: string }, RegisterMessage>({
  start: () => ({ value: unset }),
  onMessage(state, message, from, context) {
    if (message.type === "put") {
      state.value = message.value;
      context.send(from, { type: "put-ok", id: message.id });
    } else if (message.type === "get") {
      context.send(from, { type: "get-ok", id: message.id, value: state.value });
    }
  },
});
