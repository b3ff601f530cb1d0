import { describe, expect, test } from "vitest";
import {
  broken,
  explore,
  linearizable,
  messageOperations,
  monitor,
  readWriteRegister,
  type RegisterInvocation,
} from "../src/mod.ts";
import { abd } from "./abd.ts";
import { type Counts, countPingPong, countSingleCopy, countTwoPhaseCommit } from "./by-hand.ts";
import { countedByOthers } from "./counted-by-others.ts";
import { networks } from "./networks.ts";
import { paxos } from "./paxos.ts";
import { pingPong } from "./ping-pong.ts";
import { protocols, type Size } from "./protocols.ts";
import { keepsHistory, type RegisterMessage, unset } from "./register-clients.ts";
import { singleCopyRegister } from "./single-copy-register.ts";
import { twoPhaseCommit } from "./two-phase-commit.ts";

/** Searches a protocol to its end. What is left out is the protocol's default. */
function count(
  name: string,
  { n, ...rest }: Pick<Size, "n"> & Partial<Size>,
  { symmetry = false }: { readonly symmetry?: boolean } = {},
): Counts {
  const protocol = protocols[name];
  if (protocol === undefined) throw new Error(`There is no protocol ${name}.`);
  const { servers = 0, networks: usual } = protocol;
  const { system, laws } = protocol.define({ n, servers, network: usual[0], lossy: false, ...rest });
  const names = symmetry ? (protocol.exchangeable?.(n) ?? []) : [];
  const { outcome, states, transitions, depth, reason } = explore(system, {
    laws,
    symmetry: names.length > 1 ? [names] : [],
  });
  if (outcome !== "proved") throw new Error(reason ?? outcome);
  return { unique: states, generated: transitions, depth: depth + 1 };
}

test.each([
  ["two-phase-commit", { n: 3 }, { unique: 288, generated: 1_146 }],
  ["two-phase-commit", { n: 5 }, { unique: 8_832, generated: 58_146 }],
  ["paxos", { n: 2 }, { unique: 16_668, generated: 32_971, depth: 21 }],
  ["single-copy", { n: 2 }, { unique: 93, generated: 121 }],
  ["abd", { n: 2 }, { unique: 544 }],
  ["ping-pong", { n: 1, lossy: true }, { unique: 14 }],
  ["ping-pong", { n: 5, lossy: true }, { unique: 4_094 }],
  ["ping-pong", { n: 5 }, { unique: 11 }],
])("%s %o has the published counts", (name, size, published) => {
  expect(count(name, size)).toMatchObject(published);
});

test.each(countedByOthers)(
  "%s %i, %i servers, %s, %s: %i states",
  (name, n, servers, network, losses, unique, generated, depth) => {
    expect(count(name, { n, servers, network, lossy: losses === "lossy" })).toEqual({ unique, generated, depth });
  },
);

describe.each(networks)("counted by hand: %s", (network) => {
  test.each([
    [1, false],
    [2, false],
    [7, false],
    [1, true],
    [3, true],
    [4, true],
  ])("ping-pong up to %i, lossy: %s", (n, lossy) => {
    expect(count("ping-pong", { n, network, lossy })).toEqual(countPingPong(n, network, lossy));
  });

  test.each([
    { clients: 1, servers: 1, lossy: false },
    { clients: 2, servers: 1, lossy: false },
    { clients: 2, servers: 2, lossy: false },
    { clients: 2, servers: 3, lossy: false },
    { clients: 2, servers: 4, lossy: false },
    { clients: 1, servers: 1, lossy: true },
    { clients: 1, servers: 2, lossy: true },
  ])("single-copy register, %o", ({ clients, servers, lossy }) => {
    const byHand = countSingleCopy({ clients, servers }, network, lossy);
    expect(count("single-copy", { n: clients, servers, network, lossy })).toEqual(byHand);
  });
});

test.each([1, 2, 3, 4, 5])("counted by hand: two-phase commit, %i resource managers", (n) => {
  expect(count("two-phase-commit", { n })).toEqual(countTwoPhaseCommit(n));
});

test.each([
  [1, 12],
  [2, 34],
  [3, 80],
  [4, 166],
  [5, 314],
  [6, 553],
  [7, 920],
])("%i resource managers are counted up to their names: %i states", (n, orbits) => {
  const byHand = countTwoPhaseCommit(n, { upToNames: true });
  expect(byHand.unique).toBe(orbits);
  expect(count("two-phase-commit", { n }, { symmetry: true })).toEqual(byHand);
});

test("an answer that belongs to no operation spoils the history, which stays as it is", () => {
  const history = keepsHistory.start(["s0", "c0"]);
  const see = (kind: "send" | "deliver", message: RegisterMessage): void => {
    const others = { from: "s0", to: "s0" };
    keepsHistory.observe(history, { kind, machine: "c0", ...others, message });
  };
  see("send", { type: "put", id: 1, value: "A" });
  see("deliver", { type: "put-ok", id: 1 });
  const sound = structuredClone(history);
  see("deliver", { type: "put-ok", id: 1 });
  expect(history).toEqual({ ...sound, isValid: false });
  see("send", { type: "get", id: 2 });
  see("deliver", { type: "get-ok", id: 2, value: "A" });
  expect(history).toEqual({ ...sound, isValid: false });
});

const isLinearizable = linearizable<unknown, RegisterInvocation>("the servers are one register", {
  model: readWriteRegister({ initial: unset }),
  operations: messageOperations<RegisterMessage, RegisterInvocation>({
    isClient: (machine) => machine.startsWith("c"),
    request(message) {
      if (message.type === "put") return { invocation: { type: "write", value: message.value }, id: message.id };
      return message.type === "get" ? { invocation: { type: "read" }, id: message.id } : undefined;
    },
    reply(message) {
      if (message.type === "put-ok") return { id: message.id };
      return message.type === "get-ok" ? { id: message.id, result: message.value } : undefined;
    },
  }),
});

test.each([
  ["abd", abd({ clients: 2 })],
  ["abd, lossy", abd({ clients: 2, lossy: true })],
  ["abd, ordered", abd({ clients: 2, network: "ordered" })],
  ["abd, 3 servers", abd({ clients: 1, servers: 3 })],
  ["paxos", paxos({ clients: 2 })],
  ["single-copy register, 1 server", singleCopyRegister({ clients: 3 })],
])("%s is linearizable", (_name, system) => {
  expect(explore(system, { laws: [isLinearizable] }).outcome).toBe("proved");
});

test("a single-copy register on 2 servers is not linearizable: a client misses its own write", () => {
  const { outcome, counterexample } = explore(singleCopyRegister({ clients: 2, servers: 2 }), {
    laws: [isLinearizable],
  });
  expect(outcome).toBe("broken");
  expect(counterexample).toMatchObject({ law: isLinearizable.name, shortest: true });
  expect(counterexample?.schedule.length, "its put, the answer, its get, the answer").toBe(4);
});

test("in two-phase commit, nobody commits where another aborts", () => {
  const agrees = monitor<{ outcome: string | null }, unknown, string>("all resource managers agree", {
    start: () => ({ outcome: null }),
    on: {
      output(state, { output }) {
        if (output !== "committed" && output !== "aborted") return undefined;
        if (state.outcome !== null && state.outcome !== output) return broken(state.outcome, output);
        state.outcome = output;
        return undefined;
      },
    },
  });
  expect(explore(twoPhaseCommit(4), { laws: [agrees] }).outcome).toBe("proved");
  const committed = monitor<object, unknown, string>("nobody commits", {
    start: () => ({}),
    on: { output: (_state, { output }) => (output === "committed" ? broken("nothing", output) : undefined) },
  });
  expect(explore(twoPhaseCommit(4), { laws: [committed] }).outcome, "the law above is not idle").toBe("broken");
});

test("ping-pong on a network that loses nothing comes to its greatest count", () => {
  const { counterexample } = explore(pingPong({ max: 3 }), {
    laws: [
      monitor<object, { readonly type: string; readonly count: number }>("3 is never pinged", {
        start: () => ({}),
        on: { send: (_state, { message }) => (message.count === 3 ? broken("less", "3") : undefined) },
      }),
    ],
  });
  expect(counterexample?.schedule.length).toBe(6);
});
