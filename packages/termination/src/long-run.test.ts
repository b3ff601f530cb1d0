import { type AnyMachine, type Context, defineMachine } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { judgeLastPiece } from "./long-run.laws.ts";
import { dijkstraScholten, fourCounter, huangSnapshot, safra, task, type Task, topor, weightThrowing } from "./mod.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

const wide: Task = task(...Array.from({ length: 300 }, () => ({ to: "east" })));
const deep: Task = Array.from({ length: 140 }).reduce<Task>(
  (below, _, place) => task({ to: place % 2 === 0 ? "west" : "east", task: below }),
  task(),
);

const names = ["driver", "east", "west"] as const;

describe.each<[string, AnyMachine]>([
  ["weight throwing", weightThrowing],
  ["the four counters", fourCounter],
  ["Dijkstra and Scholten's tree", dijkstraScholten],
  ["Safra's token", safra(names)],
  ["Topor's tokens", topor({ east: "driver", west: "driver" })],
  ["Huang's requests", huangSnapshot],
])("%s", (_name, detector) => {
  test.each([
    ["three hundred pieces side by side", wide],
    ["a piece that is handed on a hundred and forty times", deep],
  ])("the root waits for the last of %s, and then says so", (_load, load) => {
    expect(judgeLastPiece(detector, { names, load })).toBeUndefined();
  });
});

test("clocks go on: a root that is tired after a while is seen", () => {
  const look = (_state: unknown, _event: unknown, context: Context<unknown, Terminated>): void => {
    if (context.now() < 100) context.setTimer("look", 10);
    else context.output({ type: "terminated" });
  };
  const tired: AnyMachine = { start: () => ({}), onInput: look, onTimer: look };
  expect(judgeLastPiece(tired, { names, load: task({ to: "east" }) })?.actual).toContain("before");
});

test.each([
  ["256", 2n ** 256n, wide],
  ["128", 2n ** 128n, deep],
])("a purse of 2 ** %s permits is seen to be empty", (_name, all, load) => {
  expect(judgeLastPiece(purse(all), { names: ["driver", "east", "west"], load })?.actual).toContain("before");
});

test("a root that never says it, a handler that throws and a timer that never falls silent are seen", () => {
  const job = { names: ["driver", "east"], load: task({ to: "east" }) } as const;
  const mute: AnyMachine = { ...weightThrowing, onMessage() {} };
  const broken: AnyMachine = {
    ...weightThrowing,
    onMessage() {
      throw new Error("no");
    },
  };
  const restless: AnyMachine = { start: () => ({}), onInput: tick, onTimer: tick };
  expect(judgeLastPiece(mute, job)?.actual).toBe("it says so 0 times");
  expect(judgeLastPiece(broken, job)?.actual).toBe("no");
  expect(judgeLastPiece(restless, job)?.actual).toBe("it says so 0 times");
});

const tick = (_state: unknown, _input: unknown, context: Pick<Context, "setTimer">): void =>
  context.setTimer("tick", 1);

interface Purse {
  permits: bigint;
  workload: Workload;
}

interface Paid extends Work {
  readonly permits: bigint;
}

interface Back {
  readonly type: "back";
  readonly permits: bigint;
}

/** Halves whole numbers, and has nothing left some day. */
function purse(all: bigint): AnyMachine {
  const settle = (state: Purse, context: Context<Paid | Back, Terminated>): void => {
    if (!isPassive(state.workload)) return;
    if (context.self !== "driver") {
      context.send("driver", { type: "back", permits: state.permits });
      state.permits = 0n;
    } else if (state.permits === all) context.output({ type: "terminated" });
  };
  return defineMachine<Purse, Paid | Back, Terminated, Begin>({
    start: () => ({ permits: 0n, workload: [] }),
    onMessage(state, message, _from, context) {
      state.permits += message.permits;
      if (message.type === "work") takeOn(state.workload, message.task, context);
      settle(state, context);
    },
    onTimer(state, _timer, context) {
      const { to, task: given } = nextSpawn(state.workload, context);
      const permits = state.permits / 2n;
      state.permits -= permits;
      context.send(to, { type: "work", task: given, permits });
      settle(state, context);
    },
    onInput(state, input, context) {
      state.permits = all;
      takeOn(state.workload, input.task, context);
      settle(state, context);
    },
  });
}
