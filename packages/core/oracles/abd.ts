/**
 * The ABD register: any server that is asked first learns the newest value from a majority, then makes sure that a
 * majority holds what it wrote or is about to return. It stays linearizable as long as a majority answers.
 *
 * A server serves one request at a time; one that comes while it is busy is not taken.
 *
 * Source: Hagit Attiya, Amotz Bar-Noy, Danny Dolev, Sharing Memory Robustly in Message-Passing Systems (1995), with
 * several writers, as in Stateright 0.31 (2025).
 */
import { type AnyMachine, type Context, defineMachine, defineSystem, type System } from "../src/mod.ts";
import { networkOf } from "./networks.ts";
import {
  registerChannels,
  registerClients,
  type RegisterMessage,
  type RegisterOptions,
  serverNames,
  unset,
} from "./register-clients.ts";

/** How new a value is: the count of its write, then the place of the server that wrote it. */
type Age = readonly [count: number, server: number];
type Version = readonly [age: Age, value: string];

type Message =
  | RegisterMessage
  | { readonly type: "query"; readonly id: number }
  | { readonly type: "version"; readonly id: number; readonly version: Version }
  | { readonly type: "record"; readonly id: number; readonly version: Version }
  | { readonly type: "recorded"; readonly id: number };

interface State {
  version: Version;
  /** The request that is being served. */
  phase: Learning | Recording | null;
}

/** What a majority holds is being learnt. */
interface Learning {
  readonly type: "learning";
  readonly id: number;
  readonly client: string;
  /** What is to be written; null for a get. */
  readonly write: string | null;
  /** By server, in order: what it holds, or null. */
  readonly versions: (Version | null)[];
}

/** A majority is being told. */
interface Recording {
  readonly type: "recording";
  readonly id: number;
  readonly client: string;
  /** What is to be returned; null for a put. */
  readonly read: string | null;
  /** By server, in order: whether it holds the version. */
  readonly recorded: boolean[];
}

/** The system with so many clients, and 2 servers, or as many as said. */
export function abd({ clients, servers = 2, ...network }: RegisterOptions): System {
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
  const broadcast = (context: Context<Message>, message: Message): void => {
    for (const id of names) if (id !== context.self) context.send(id, message);
  };

  return defineMachine<State, Message>({
    start: () => ({ version: [[0, self], unset], phase: null }),
    onMessage(state, message, from, context) {
      const { phase } = state;
      switch (message.type) {
        case "put":
        case "get": {
          if (phase !== null) return;
          const versions = names.map((_name, place) => (place === self ? state.version : null));
          const write = message.type === "put" ? message.value : null;
          state.phase = { type: "learning", id: message.id, client: from, write, versions };
          broadcast(context, { type: "query", id: message.id });
          return;
        }
        case "query":
          context.send(from, { type: "version", id: message.id, version: state.version });
          return;
        case "version": {
          if (phase?.type !== "learning" || phase.id !== message.id) return;
          phase.versions[names.indexOf(from)] = message.version;
          const known = phase.versions.filter((version) => version !== null);
          if (known.length !== majority) return;
          const [age, value] = newest(known);
          const version: Version = phase.write === null ? [age, value] : [[age[0] + 1, self], phase.write];
          broadcast(context, { type: "record", id: phase.id, version });
          record(state, version);
          state.phase = {
            type: "recording",
            id: phase.id,
            client: phase.client,
            read: phase.write === null ? value : null,
            recorded: names.map((_name, place) => place === self),
          };
          return;
        }
        case "record":
          context.send(from, { type: "recorded", id: message.id });
          record(state, message.version);
          return;
        case "recorded":
          if (phase?.type !== "recording" || phase.id !== message.id || phase.recorded[names.indexOf(from)] === true)
            return;
          phase.recorded[names.indexOf(from)] = true;
          if (phase.recorded.filter(Boolean).length !== majority) return;
          if (phase.read === null) context.send(phase.client, { type: "put-ok", id: phase.id });
          else context.send(phase.client, { type: "get-ok", id: phase.id, value: phase.read });
          state.phase = null;
          return;
      }
    },
  });
}

/** Keeps a version if it is newer than the own. */
function record(state: State, version: Version): void {
  if (compare(version[0], state.version[0]) > 0) state.version = version;
}

/** Of at least one version. */
function newest(versions: readonly Version[]): Version {
  return versions.reduce((best, version) => (compare(version[0], best[0]) > 0 ? version : best));
}

function compare(left: Age, right: Age): number {
  return left[0] - right[0] || left[1] - right[1];
}
