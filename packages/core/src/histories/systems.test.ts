/** The law on systems: every schedule is searched, and compared with the definition on each execution. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paxos } from "../../oracles/paxos.ts";
import { keepsHistory, type RegisterMessage } from "../../oracles/register-clients.ts";
import { singleCopyRegister } from "../../oracles/single-copy-register.ts";
import {
  type AnyMachine,
  at,
  checkHistory,
  type ChannelKind,
  defineMachine,
  defineSystem,
  durable,
  explore,
  follow,
  type HistoryReader,
  historyOf,
  inputOperations,
  keyValueMap,
  type KeyValueInvocation,
  linearizable,
  messageOperations,
  readWriteRegister,
  type RegisterInvocation,
  simulate,
  type System,
  World,
} from "../mod.ts";

describe("the register of the oracles", () => {
  const operations = messageOperations<RegisterMessage, RegisterInvocation>({
    isClient: (machine) => machine.startsWith("c"),
    request: (message) => {
      if (message.type === "put") return { invocation: { type: "write", value: message.value }, id: message.id };
      return message.type === "get" ? { invocation: { type: "read" }, id: message.id } : undefined;
    },
    reply: (message) => {
      if (message.type === "put-ok") return { id: message.id };
      return message.type === "get-ok" ? { result: message.value, id: message.id } : undefined;
    },
  });
  const model = readWriteRegister({ initial: "\0" });
  const law = linearizable("the register is linearizable", { model, operations });

  test.each([1, 2, 3])("on one server is linearizable for %i clients", (clients) => {
    expect(explore(singleCopyRegister({ servers: 1, clients }), { laws: [law] }).outcome).toBe("proved");
  });

  test("on two servers is not, and the counterexample is as short as can be", () => {
    const { outcome, counterexample } = explore(singleCopyRegister({ servers: 2, clients: 2 }), { laws: [law] });
    expect(outcome).toBe("broken");
    expect(counterexample).toMatchObject({
      law: "the register is linearizable",
      shortest: true,
      expected: 'read() by c0 returns "A" or "B"',
      actual: 'it returned "\\u0000"; before it did, the register held "A", with write("B") by c1 under way',
    });
    // One put arrives and is answered, one get arrives and is answered.
    expect(counterexample?.schedule).toHaveLength(4);
    const history = counterexample && historyOf(counterexample.execution, operations);
    expect(history && checkHistory(history, model)).toMatchObject({ isLinearizable: false });
  });

  test("on paxos is linearizable, and costs no state more than the machines and the history have", () => {
    const { outcome, states } = explore(paxos({ clients: 2 }), { laws: [law] });
    expect({ outcome, states }).toEqual({ outcome: "proved", states: 16_668 });
  });

  test("the law remembers less than a whole history", () => {
    const system = singleCopyRegister({ servers: 1, clients: 3 });
    const [short, whole] = [law, keepsHistory].map((law) => explore(system, { laws: [law] }).states);
    expect(short).toBeLessThan((whole ?? 0) / 2);
  });
});

describe("a cache before a store", () => {
  type Request = { type: "get"; id: number } | { type: "put"; id: number; value: string };
  type Stored = { type: "got" | "stored"; id: number; value: string };
  type ToStore = Request | Stored;
  type Answer = { id: number; value: string };

  const store = defineMachine<{ value: string }, ToStore>({
    start: () => ({ value: "old" }),
    onMessage(state, message, from, context) {
      if (message.type === "put") state.value = message.value;
      context.send(from, { type: message.type === "put" ? "stored" : "got", id: message.id, value: state.value });
    },
  });

  /** Answers gets from what it knows; writes through to the store, and takes note of the value `early` or when it is stored. */
  const cache = (isEarly: boolean): AnyMachine =>
    defineMachine<{ known: string | null }, ToStore, Answer, Request>({
      start: () => ({ known: null }),
      onInput(state, request, context) {
        if (request.type === "get" && state.known !== null)
          return context.output({ id: request.id, value: state.known });
        if (request.type === "put" && isEarly) state.known = request.value;
        return context.send("store", request);
      },
      onMessage(state, message, _from, context) {
        if (message.type !== "got" && message.type !== "stored") return;
        if (message.type === "got" || !isEarly) state.known = message.value;
        context.output({ id: message.id, value: message.value });
      },
    });

  const system = (isEarly: boolean, channels: ChannelKind = "fifo"): System =>
    defineSystem({
      machines: { cache: cache(isEarly), store },
      channels,
      inputs: [
        at("cache", { type: "get", id: 1 }),
        at("cache", { type: "put", id: 2, value: "new" }),
        at("cache", { type: "get", id: 3 }),
        at("cache", { type: "get", id: 4 }),
      ],
    });

  const puts = new Set([2]);
  const operations = inputOperations<Request, Answer, RegisterInvocation>({
    request: (input) => ({
      invocation: input.type === "put" ? { type: "write", value: input.value } : { type: "read" },
      id: input.id,
    }),
    reply: ({ id, value }) => (puts.has(id) ? { id } : { id, result: value }),
  });
  const law = linearizable("the cache is one register", { model: readWriteRegister({ initial: "old" }), operations });

  test("that takes note of a value once it is stored is linearizable", () => {
    expect(explore(system(false), { laws: [law] }).outcome).toBe("proved");
  });

  test("that takes note of it before is not: an earlier get overwrites it with the old value", () => {
    const { outcome, counterexample } = explore(system(true), { laws: [law] });
    expect(outcome).toBe("broken");
    expect(counterexample).toMatchObject({ shortest: true, actual: expect.stringContaining('it returned "old"') });
  });

  test("needs channels that keep their order", () => {
    expect(explore(system(false, "any-order"), { laws: [law] }).outcome).toBe("broken");
  });
});

describe("clients that crash", () => {
  type Message = { id: number; write?: string; value?: string; isReply?: boolean };

  /** A client whose write may be on its way when it crashes; when it is back, it reads. */
  const client = defineMachine<object, Message>({
    start(context) {
      const isBack = context.disk.read("was here") === true;
      context.disk.write("was here", true);
      context.send("server", isBack ? { id: 2 } : { id: 1, write: "new" });
      return {};
    },
    onMessage() {},
  });
  /** Reads once, and once more. */
  const reader = defineMachine<{ left: number }, Message>({
    start: (context) => (context.send("server", { id: 1 }), { left: 1 }),
    onMessage(state, _message, _from, context) {
      if (state.left-- > 0) context.send("server", { id: 2 });
    },
  });
  /** Keeps a value; a forgetful one has its first value again after the first read. */
  const server = (isForgetful: boolean): AnyMachine =>
    defineMachine<{ value: string }, Message>({
      start: () => ({ value: "old" }),
      onMessage(state, { id, write }, from, context) {
        if (write !== undefined) state.value = write;
        context.send(from, write === undefined ? { id, isReply: true, value: state.value } : { id, isReply: true });
        if (write === undefined && isForgetful) state.value = "old";
      },
    });
  const system = (server: AnyMachine): System =>
    defineSystem({
      // A reader that forgot what it had asked would take an old reply for a new one: a fault of its own.
      machines: { server, client, reader: durable(reader) },
      channels: "any-order",
      topology: [
        ["client", "server"],
        ["server", "client"],
        ["reader", "server"],
        ["server", "reader"],
      ],
      faults: { crashes: 1 },
    });
  const operations = messageOperations<Message, RegisterInvocation>({
    isClient: (machine) => machine !== "server",
    request: ({ id, write }) => ({
      invocation: write === undefined ? { type: "read" } : { type: "write", value: write },
      id,
    }),
    reply: ({ id, value }) => ({ id, result: value }),
  });
  const law = linearizable("the server is a register", { model: readWriteRegister({ initial: "old" }), operations });

  test("leave a write that may take effect at any time, or never", () => {
    expect(explore(system(durable(server(false))), { laws: [law] }).outcome).toBe("proved");
  });

  test("do not hide that it took effect, and was then forgotten", () => {
    expect(explore(system(durable(server(true))), { laws: [law] }).outcome).toBe("broken");
  });

  test("are not servers: a server that crashes and forgets breaks the law", () => {
    const { outcome, counterexample } = explore(system(server(false)), { laws: [law] });
    expect(outcome).toBe("broken");
    expect(counterexample?.schedule).toContainEqual({ kind: "crash", machine: "server" });
  });
});

/** How a register is replicated on two servers: rightly or wrongly. */
interface Design {
  readonly writesTo: "first" | "both";
  readonly readsFrom: "first" | "own";
  readonly answers: "at once" | "when copied";
  readonly channels: ChannelKind;
  readonly crashes: number;
}

describe("explore finds a schedule that breaks the law exactly if there is one, and a shortest", () => {
  const design = fc.record<Design>({
    writesTo: fc.constantFrom("first", "both"),
    readsFrom: fc.constantFrom("first", "own"),
    answers: fc.constantFrom("at once", "when copied"),
    channels: fc.constantFrom("fifo", "any-order"),
    crashes: fc.constantFrom(0, 0, 1),
  });
  const input = fc.record({
    machine: fc.constantFrom("s0", "s1"),
    input: fc.oneof(
      fc.constant({ type: "read" as const }),
      fc.record({ type: fc.constant("write" as const), value: fc.integer({ min: 1, max: 2 }) }),
    ),
  });

  test("on replicated registers of many designs", () => {
    let [broken, proved] = [0, 0];
    fc.assert(
      fc.property(design, fc.array(input, { minLength: 2, maxLength: 4 }), (design, inputs) => {
        const system = replicas(design, inputs);
        const shortest = shortestByDefinition(system, 1500);
        fc.pre(shortest !== "too many");
        const { outcome, counterexample } = explore(system, { laws: [replicaLaw] });
        if (shortest === undefined) proved += 1;
        else broken += 1;
        expect(outcome).toBe(shortest === undefined ? "proved" : "broken");
        expect(counterexample?.schedule.length).toBe(shortest);
      }),
      { numRuns: 80, seed: 1 },
    );
    expect(Math.min(broken, proved)).toBeGreaterThan(10);
  });

  type ReplicaInput = RegisterInvocation & { readonly id: number };
  const replicaReader: HistoryReader<RegisterInvocation> = inputOperations<
    ReplicaInput,
    { id: number; value?: number },
    RegisterInvocation
  >({
    request: ({ id, ...invocation }) => ({ invocation, id }),
    reply: ({ id, value }) => ({ id, result: value }),
  });
  const model = readWriteRegister({ initial: 0 });
  const replicaLaw = linearizable("the replicas are one register", { model, operations: replicaReader });

  function replicas(design: Design, inputs: readonly { machine: string; input: RegisterInvocation }[]): System {
    const { channels, crashes } = design;
    return defineSystem({
      machines: { s0: replica(design), s1: replica(design) },
      channels,
      inputs: inputs.map(({ machine, input }, id) => at(machine, { ...input, id })),
      faults: { crashes },
    });
  }

  function replica({ writesTo, readsFrom, answers }: Design): AnyMachine {
    type Message = { type: "do" | "copied" | "answer"; id: number; value?: number; isRead?: boolean };
    return defineMachine<
      { value: number },
      Message,
      { id: number; value?: number },
      RegisterInvocation & { id: number }
    >({
      start: () => ({ value: 0 }),
      onInput(state, input, context) {
        const other = context.self === "s0" ? "s1" : "s0";
        if (input.type === "read") {
          if (readsFrom === "own" || context.self === "s0") context.output({ id: input.id, value: state.value });
          else context.send("s0", { type: "do", id: input.id, isRead: true });
          return;
        }
        const value = Number(input.value);
        const isHere = writesTo === "both" || context.self === "s0";
        if (isHere) state.value = value;
        const isThere = writesTo === "both" || context.self !== "s0";
        if (isThere) context.send(other, { type: "do", id: input.id, value });
        if (!isThere || answers === "at once") context.output({ id: input.id });
      },
      onMessage(state, message, from, context) {
        if (message.type !== "do") {
          if (message.type === "answer" || answers === "when copied")
            context.output(message.value === undefined ? { id: message.id } : { id: message.id, value: message.value });
          return;
        }
        if (message.isRead === true) context.send(from, { type: "answer", id: message.id, value: state.value });
        else {
          state.value = message.value ?? 0;
          context.send(from, { type: "copied", id: message.id });
        }
      },
    });
  }

  /** The length of a shortest schedule whose history is not linearizable, by trying all; undefined if there is none. */
  function shortestByDefinition(system: System, most: number): number | undefined | "too many" {
    let level = [new World(system, { twice: false })];
    let count = 0;
    for (let length = 0; level.length > 0; length++) {
      if (level.some(({ execution }) => !checkHistory(historyOf(execution, replicaReader), model).isLinearizable))
        return length;
      count += level.length;
      if (count > most) return "too many";
      level = level.flatMap((world) =>
        world.choices.map((choice) => {
          const next = world.fork();
          next.apply(choice);
          return next;
        }),
      );
    }
    return undefined;
  }
});

describe("a long execution", () => {
  const store = defineMachine<{ values: Record<string, number> }, KeyValueInvocation | { found: number | null } | "ok">(
    {
      start: () => ({ values: {} }),
      onMessage(state, message, from, context) {
        if (message === "ok" || "found" in message) return;
        if (message.type === "put") state.values[message.key] = Number(message.value);
        context.send(from, message.type === "put" ? "ok" : { found: state.values[message.key] ?? null });
      },
    },
  );
  const client = defineMachine<{ done: number }, KeyValueInvocation | { found: number | null } | "ok">({
    start(context) {
      context.send("store", { type: "get", key: "k0" });
      return { done: 0 };
    },
    onMessage(state, _message, _from, context) {
      state.done += 1;
      if (state.done === 2000) return;
      const key = `k${Math.floor(context.random() * 5)}`;
      context.send("store", state.done % 2 === 0 ? { type: "get", key } : { type: "put", key, value: state.done });
    },
  });
  const operations = messageOperations<KeyValueInvocation | { found: number | null } | "ok", KeyValueInvocation>({
    isClient: (machine) => machine !== "store",
    request: (message) => (message === "ok" || "found" in message ? undefined : { invocation: message }),
    reply: (message) => {
      if (message === "ok") return {};
      return "found" in message ? { result: message.found } : undefined;
    },
  });

  test("of 16,000 events is watched, and its history checked", () => {
    const clients = Object.fromEntries(["c0", "c1", "c2", "c3"].map((id) => [id, client] as const));
    const system = defineSystem({ machines: { store, ...clients }, channels: "any-order" });
    const execution = simulate(system, { seed: 1, steps: 100_000 });
    const law = linearizable("the store is a map", { model: keyValueMap(), operations });
    expect(execution.events.length).toBeGreaterThan(16_000);
    expect(follow(system, execution.schedule, [law], { twice: false }).violation).toBeUndefined();
    const history = historyOf(execution, operations);
    expect(history).toHaveLength(8000);
    expect(checkHistory(history, keyValueMap()).isLinearizable).toBe(true);
  });
});
