import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Broken,
  checkHistory,
  createRandom,
  encode,
  type HistoryStep,
  keyValueMap,
  type KeyValueInvocation,
  linearizable,
  type MonitorLaw,
  type Observation,
  type Operation,
  readWriteRegister,
  type RegisterInvocation,
  type SequentialModel,
} from "../mod.ts";

const register = readWriteRegister({ initial: 0 });
const map = keyValueMap({ initial: { x: 1 }, absent: 0 });

type Step = HistoryStep<RegisterInvocation | KeyValueInvocation>;

/** A model of whatever states and invocations. */
type AnyModel = typeof register | typeof map;

/** A law that is shown steps as they are. */
function lawOf(model: AnyModel): MonitorLaw {
  return linearizable("linearizable", {
    model: model as SequentialModel,
    operations: (observation) => (observation as unknown as { step: Step }).step,
  });
}

class Watcher {
  readonly law: MonitorLaw;
  readonly memory: unknown;

  constructor(model: AnyModel) {
    this.law = lawOf(model);
    this.memory = this.law.start([]);
  }

  see(step: Step): Broken | undefined {
    return this.law.observe(this.memory, { step } as unknown as Observation);
  }

  /** What the law remembers after steps, as text; of one that breaks it, the violation. */
  static after(model: AnyModel, steps: readonly Step[]): string {
    const watcher = new Watcher(model);
    const [broken] = steps.flatMap((step) => watcher.see(step) ?? []);
    return encode(broken ?? watcher.memory);
  }
}

/** Numbers below 1, for what happens by chance in a run. */
const luck = fc
  .tuple(fc.integer(), fc.integer({ min: 8, max: 160 }))
  .map(([seed, length]) => Array.from({ length }, createRandom(seed)));

/** The invocations of a key-value map, drawn from two numbers below 1. */
function drawInvocation(kind: number, detail: number): KeyValueInvocation {
  const key = detail < 0.8 ? "x" : "y";
  const value = Math.floor(detail * 100) % 3;
  if (kind < 0.4) return { type: "get", key };
  if (kind < 0.75) return { type: "put", key, value };
  if (kind < 0.85) return { type: "delete", key };
  return { type: "compare-and-set", key, expected: Math.floor(detail * 1000) % 3, value };
}

/**
 * Clients of a map that works, most of the time: what they invoke takes effect at some moment or never, and now and then
 * returns something else. Clients crash, give up, ask again, and get replies twice. Gives the steps, and the history as
 * it was after each step, kept by the book.
 */
function run(numbers: readonly number[]): { step: Step; history: readonly Operation[] }[] {
  const states = new Map<string, unknown>();
  const history: Operation[] = [];
  const open: { client: string; id?: string; operation: number; effect?: { result?: unknown } }[] = [];
  const lost: KeyValueInvocation[] = [];
  const seen: { step: Step; history: readonly Operation[] }[] = [];
  let place = 0;
  const draw = (): number => numbers[place++] ?? 0;
  const apply = (invocation: KeyValueInvocation): { result?: unknown } => {
    const state = states.has(invocation.key) ? states.get(invocation.key) : map.start(invocation.key);
    const outcome = map.apply(state, invocation);
    states.set(invocation.key, outcome.state);
    return outcome;
  };
  const note = (step: Step): void => void seen.push({ step, history: history.slice() });

  while (place < numbers.length) {
    const client = ["a", "b", "c"][Math.floor(draw() * 3)] ?? "a";
    const own = open.filter((one) => one.client === client);
    const [oldest] = own;
    const what = draw();
    if (oldest === undefined || (what < 0.15 && own.length < 2)) {
      const invocation = drawInvocation(draw(), draw());
      // Only b tells its operations apart.
      const id = client === "b" ? `${history.length}` : undefined;
      const operation = history.push({ client, invocation, invokedAt: seen.length }) - 1;
      open.push({ client, operation, ...(id && { id }) });
      note({ kind: "invoke", client, invocation, id });
    } else if (what < 0.25) {
      for (const one of own) {
        if (one.effect === undefined) lost.push(history[one.operation]?.invocation as KeyValueInvocation);
        open.splice(open.indexOf(one), 1);
      }
      note({ kind: "crash", client });
    } else if (what < 0.3) {
      // Asked again, and answered again: of no matter.
      const again = history[oldest.operation]?.invocation as KeyValueInvocation;
      if (oldest.id !== undefined) note({ kind: "invoke", client, invocation: again, id: oldest.id });
      note({ kind: "return", client, id: "stray", result: 7 });
      note({ kind: "return", client: "nobody", result: 7 });
    } else if (what < 0.55) {
      const [invocation] = lost.splice(0, draw() < 0.5 ? 1 : 0);
      if (invocation !== undefined) apply(invocation);
      else oldest.effect ??= apply(history[oldest.operation]?.invocation as KeyValueInvocation);
    } else {
      const one = client === "b" && draw() < 0.5 ? (own.at(-1) ?? oldest) : oldest;
      const invocation = history[one.operation]?.invocation as KeyValueInvocation;
      const { result } = (one.effect ??= apply(invocation));
      const returned = draw() < 0.06 ? Math.floor(draw() * 3) : result;
      history[one.operation] = { ...(history[one.operation] as Operation), returnedAt: seen.length, result: returned };
      open.splice(open.indexOf(one), 1);
      note({ kind: "return", client, id: one.id, result: returned });
    }
  }
  return seen;
}

describe("the law is broken at the first return that leaves no linearization, and not before", () => {
  test.each([
    ["as it is", map, 2000],
    ["not told which operations only read or write", { ...map, isRead: () => false, isBlindWrite: () => false }, 500],
  ])("%s", (_name, model, numRuns) => {
    let brokenRuns = 0;
    let longest = 0;
    fc.assert(
      fc.property(luck, (numbers) => {
        const watcher = new Watcher(model);
        for (const { step, history } of run(numbers)) {
          const found = watcher.see(step);
          longest = Math.max(longest, history.length);
          const check = step.kind === "return" ? checkHistory(history, map) : undefined;
          expect(found?.expected).toBe(check?.isLinearizable === false ? check.expected : undefined);
          if (found === undefined) continue;
          brokenRuns += 1;
          break;
        }
      }),
      { numRuns, seed: 1 },
    );
    expect(brokenRuns).toBeGreaterThan(numRuns / 10);
    expect(longest).toBeGreaterThan(12);
  });
});

describe("histories that allow the same future are remembered as the same", () => {
  const write = (client: string, value: number): Step => ({
    kind: "invoke",
    client,
    invocation: { type: "write", value },
  });
  const read = (client: string): Step => ({ kind: "invoke", client, invocation: { type: "read" } });
  const back = (client: string, result?: unknown): Step => ({ kind: "return", client, result });
  const crash = (client: string): Step => ({ kind: "crash", client });

  test.each<[string, Step[], Step[]]>([
    ["a read that returned is forgotten", [read("a"), back("a", 0)], []],
    [
      "writes that returned leave the last value",
      [write("a", 1), back("a"), write("b", 2), back("b")],
      [write("b", 2), back("b")],
    ],
    ["a write of what was there at first is forgotten", [write("a", 1), back("a"), write("a", 0), back("a")], []],
    [
      "the order of overlapping invocations does not matter",
      [write("a", 1), write("b", 2)],
      [write("b", 2), write("a", 1)],
    ],
    [
      "nor that of returns that say the same",
      [write("a", 1), read("b"), read("c"), back("b", 1), back("c", 1), back("a")],
      [write("a", 1), read("c"), back("c", 1), read("b"), back("a"), back("b", 1)],
    ],
    ["a crashed read is forgotten", [read("a"), crash("a")], []],
    ["a crashed write is the same whoever made it", [write("a", 1), crash("a")], [write("b", 1), crash("b")]],
    [
      "a crashed write that was seen is done",
      [write("a", 1), read("b"), back("b", 1), crash("a")],
      [write("a", 1), back("a")],
    ],
    [
      "a write that can still take effect need not have",
      [read("b"), write("a", 1), crash("a"), back("b", 0)],
      [write("a", 1), crash("a")],
    ],
    ["replies to nobody are passed over", [back("a", 5), crash("c")], []],
  ])("%s", (_name, first, second) => {
    expect(Watcher.after(register, first)).toBe(Watcher.after(register, second));
  });

  test("and others are not", () => {
    const pending = Watcher.after(register, [write("a", 1), crash("a")]);
    expect(pending).not.toBe(Watcher.after(register, []));
    expect(pending).not.toBe(Watcher.after(register, [write("a", 1)]));
    expect(pending).not.toBe(Watcher.after(register, [write("a", 1), crash("a"), write("a", 1), crash("a")]));
  });

  test("keys that are as at first are forgotten", () => {
    const put = (key: string, value: number): Step => ({
      kind: "invoke",
      client: "a",
      invocation: { type: "put", key, value },
    });
    const steps = [put("x", 2), back("a"), put("y", 5), back("a"), put("x", 1), back("a")];
    expect(Watcher.after(map, steps)).toBe(Watcher.after(map, [put("y", 5), back("a")]));
  });
});

test("a violation tells what could have been", () => {
  const watcher = new Watcher(register);
  const steps: Step[] = [
    { kind: "invoke", client: "a", invocation: { type: "write", value: 1 } },
    { kind: "invoke", client: "b", invocation: { type: "write", value: 2 } },
    { kind: "crash", client: "b" },
    { kind: "return", client: "a" },
    { kind: "invoke", client: "c", invocation: { type: "read" } },
    { kind: "invoke", client: "a", invocation: { type: "write", value: 3 } },
  ];
  for (const step of steps) expect(watcher.see(step)).toBeUndefined();
  expect(watcher.see({ kind: "return", client: "c", result: 0 })).toEqual({
    expected: "read() by c returns 1, 2 or 3",
    actual: "it returned 0; before it did, the register held 1, with write(3) by a and a pending write(2) under way",
  });
});

test("a long execution takes no more memory than a short one", () => {
  const watcher = new Watcher(map);
  let most = 0;
  for (let step = 0; step < 20_000; step++) {
    const client = `c${step % 3}`;
    const value = Math.floor(step / 6);
    expect(watcher.see({ kind: "invoke", client, invocation: { type: "put", key: "x", value } })).toBeUndefined();
    if (step % 3 !== 2) continue;
    for (const client of ["c1", "c0", "c2"]) expect(watcher.see({ kind: "return", client })).toBeUndefined();
    most = Math.max(most, encode(watcher.memory).length);
  }
  expect(most).toBeLessThan(300);
});

test.each<[string, unknown, string]>([
  [
    "an invocation that the model does not know",
    { type: "pop" },
    'Cannot apply { type: "pop" } to a register. Use { type: "read" }',
  ],
  ["a key that is no string", { type: "get", key: 5 }, "Cannot take 5 as the key of get(5): a key is a string."],
])("%s is refused with what to do", (_name, invocation, message) => {
  const watcher = new Watcher((invocation as { type: string }).type === "get" ? map : register);
  const steps = [{ kind: "invoke", client: "a", invocation } as Step, { kind: "return", client: "a" } as Step];
  expect(() => steps.map((step) => watcher.see(step))).toThrow(message);
});
