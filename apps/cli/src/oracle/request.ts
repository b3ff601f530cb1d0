import { type Network, networks } from "@millrace/core/oracles/networks.ts";
import { type Protocol, protocols, serversMost, type Size } from "@millrace/core/oracles/protocols.ts";
import { Command, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../outcome.ts";

/** What is to be counted. */
export interface Request {
  /** The protocol's name. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly size: Size;
  /** Whether states that differ only in which of equal machines is which count once. */
  readonly symmetry: boolean;
  /** How many threads search. */
  readonly threads: number;
  /** How many states are searched at most. */
  readonly states: number;
}

/** Reads the words behind `pnpm oracle`. Throws a UsageError, or commander's own error, that says what to type instead. */
export function readRequest(args: readonly string[], print: (text: string) => void): Request {
  const words = args.filter((word) => /^-\d/.test(word));
  if (words.length > 0)
    throw new UsageError(`Cannot count ${words.join(" ")} of anything. Say a whole number, 1 or more.`);
  let request: Request | undefined;
  const program = defineProgram(print).action((name: string, n: number, options: Options) => {
    request = checkRequest(name, n, options);
  });
  program.parse(args, { from: "user" });
  if (request === undefined) throw new Error("Commander called no action.");
  return request;
}

interface Options {
  readonly servers?: number;
  readonly network?: Network;
  readonly lossy?: boolean;
  readonly symmetry?: boolean;
  readonly threads: number;
  readonly states: number;
}

const statesMost = 10_000_000;
const threadsMost = 64;

function defineProgram(print: (text: string) => void): Command {
  return new Command("oracle")
    .description("Counts the states of a protocol that others have counted, too.")
    .argument("<protocol>", Object.keys(protocols).join(", "))
    .argument("<n>", "how many resource managers or clients, or how far ping-pong counts", count)
    .option("--servers <n>", "how many servers a register has", count)
    .addOption(new Option("--network <kind>", "how messages travel").choices(networks))
    .option("--lossy", "the network may lose messages")
    .option("--symmetry", "count states once that differ only in which of equal machines is which")
    .option("--threads <n>", "how many threads search", count, 1)
    .option("--states <n>", "how many states to search at most", count, statesMost)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => print(text.trimEnd()),
      outputError() {}, // said by whoever catches the error
    });
}

function checkRequest(name: string, n: number, options: Options): Request {
  const protocol = Object.hasOwn(protocols, name) ? protocols[name] : undefined;
  if (protocol === undefined)
    throw new UsageError(
      `Cannot count ${name} as it is no protocol here. Say one of these: ${listed(Object.keys(protocols))}.`,
    );
  const [usual] = protocol.networks;
  const {
    servers = protocol.servers ?? 0,
    network = usual,
    lossy = false,
    symmetry = false,
    threads,
    states,
  } = options;
  const refuse = (what: string, why: string): never => {
    throw new UsageError(`Cannot count ${name} ${what} as ${why}.`);
  };
  if (n > protocol.nMost) refuse(`with ${n} ${protocol.counts}`, `there are at most ${protocol.nMost}`);
  if (options.servers !== undefined && protocol.servers === undefined)
    refuse("with servers", "it has none. Leave --servers out");
  if (servers > serversMost) refuse(`with ${servers} servers`, `there are at most ${serversMost}`);
  if (threads > threadsMost) refuse(`on ${threads} threads`, `there are at most ${threadsMost}`);
  if (!protocol.networks.includes(network))
    refuse(`on a network that is ${network}`, `its messages stay where they were sent: ${listed(protocol.networks)}`);
  if (lossy && !protocol.canLose) refuse("with --lossy", "its messages stay where they were sent. Leave --lossy out");
  if (symmetry && protocol.exchangeable === undefined)
    refuse(
      "with --symmetry",
      "each of its machines has a part of its own: no two can change places. Leave --symmetry out",
    );
  return { name, protocol, size: { n, servers, network, lossy }, symmetry, threads, states };
}

function listed(words: readonly string[]): string {
  return words.join(", ");
}

function count(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It is a whole number, 1 or more, of at most nine digits.");
}
