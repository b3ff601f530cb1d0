/**
 * Single-decree Paxos as a write-once register: each server proposes what a client puts, and answers once decided.
 *
 * Source: Leslie Lamport, Paxos Made Simple (2001).
 */
import { type AnyMachine, type Context, defineMachine, defineSystem, type System } from "../src/mod.ts";
import { networkOf } from "./networks.ts";
import {
  registerChannels,
  registerClients,
  type RegisterMessage,
  type RegisterOptions,
  serverNames,
} from "./register-clients.ts";

/** A round and the place of the server that began it. */
type Ballot = readonly [round: number, server: number];
/** A request, who made it, and the value. */
type Proposal = readonly [id: number, client: string, value: string];
type Accepted = readonly [Ballot, Proposal] | null;

type Message =
  | RegisterMessage
  | { readonly type: "prepare"; readonly ballot: Ballot }
  | { readonly type: "prepared"; readonly ballot: Ballot; readonly accepted: Accepted }
  | { readonly type: "accept"; readonly ballot: Ballot; readonly proposal: Proposal }
  | { readonly type: "accepted"; readonly ballot: Ballot }
  | { readonly type: "decided"; readonly ballot: Ballot; readonly proposal: Proposal };

interface State {
  ballot: Ballot;
  proposal: Proposal | null;
  /** By server, in order: its answer to prepare, or undefined. */
  prepares: (Accepted | undefined)[];
  /** By server, in order: whether it accepted. */
  accepts: boolean[];
  accepted: Accepted;
  isDecided: boolean;
}

/** The system with so many clients, and 3 servers, or as many as said. */
export function paxos({ clients, servers = 3, ...network }: RegisterOptions): System {
  const names = serverNames(servers);
  const machines: Record<string, AnyMachine> = Object.fromEntries(names.map((id, index) => [id, server(index, names)]));
  return defineSystem({
    machines: { ...machines, ...registerClients(clients, servers) },
    topology: registerChannels({ clients, servers, serversTalk: true }),
    ...networkOf(network),
  });
}

function server(self: number, names: readonly string[]): AnyMachine {
  const majority = Math.floor(names.length / 2) + 1;
  const broadcast = (context: Context<Message, string>, message: Message): void => {
    for (const id of names) if (id !== context.self) context.send(id, message);
  };
  const nobody = <Value>(value: Value): Value[] => names.map(() => value);

  return defineMachine<State, Message, string>({
    start: () => ({
      ballot: [0, 0],
      proposal: null,
      prepares: nobody(undefined),
      accepts: nobody(false),
      accepted: null,
      isDecided: false,
    }),
    onMessage(state, message, from, context) {
      if (state.isDecided) {
        if (message.type === "get" && state.accepted !== null)
          context.send(from, { type: "get-ok", id: message.id, value: state.accepted[1][2] });
        return;
      }
      switch (message.type) {
        case "put":
          if (state.proposal !== null) return;
          state.proposal = [message.id, from, message.value];
          state.ballot = [state.ballot[0] + 1, self];
          state.prepares = nobody(undefined);
          state.accepts = nobody(false);
          state.prepares[self] = state.accepted;
          broadcast(context, { type: "prepare", ballot: state.ballot });
          return;
        case "prepare":
          if (compare(state.ballot, message.ballot) >= 0) return;
          state.ballot = message.ballot;
          context.send(from, { type: "prepared", ballot: message.ballot, accepted: state.accepted });
          return;
        case "prepared":
          if (compare(message.ballot, state.ballot) !== 0) return;
          state.prepares[names.indexOf(from)] = message.accepted;
          // An answer that comes again is taken again: a step, though nothing changes. So below.
          context.output("is promised");
          if (state.prepares.filter((answer) => answer !== undefined).length !== majority) return;
          state.proposal = newest(state.prepares)?.[1] ?? state.proposal;
          if (state.proposal === null) return;
          state.accepted = [message.ballot, state.proposal];
          state.accepts[self] = true;
          broadcast(context, { type: "accept", ballot: message.ballot, proposal: state.proposal });
          return;
        case "accept":
          if (compare(state.ballot, message.ballot) > 0) return;
          state.ballot = message.ballot;
          state.accepted = [message.ballot, message.proposal];
          context.send(from, { type: "accepted", ballot: message.ballot });
          return;
        case "accepted":
          if (compare(message.ballot, state.ballot) !== 0) return;
          state.accepts[names.indexOf(from)] = true;
          context.output("is accepted");
          if (state.accepts.filter(Boolean).length !== majority || state.proposal === null) return;
          state.isDecided = true;
          broadcast(context, { type: "decided", ballot: message.ballot, proposal: state.proposal });
          context.send(state.proposal[1], { type: "put-ok", id: state.proposal[0] });
          return;
        case "decided":
          state.ballot = message.ballot;
          state.accepted = [message.ballot, message.proposal];
          state.isDecided = true;
          return;
      }
    },
  });
}

function compare(left: Ballot, right: Ballot): number {
  return left[0] - right[0] || left[1] - right[1];
}

/** The acceptance with the highest ballot among the answers; null if nobody had accepted anything. */
function newest(prepares: readonly (Accepted | undefined)[]): Accepted {
  let result: Accepted = null;
  for (const answer of prepares) {
    if (answer !== undefined && answer !== null && (result === null || compare(answer[0], result[0]) > 0))
      result = answer;
  }
  return result;
}
