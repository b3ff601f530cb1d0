import { type AnyMachine, type Context, defineMachine } from "@millrace/core";
import { expect, test } from "vitest";
import { task, type Task, weightThrowing } from "./mod.ts";
import { judgeLastPiece } from "./weight-throwing.long-run.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

const wide: Task = task(...Array.from({ length: 300 }, () => ({ to: "east" })));
const deep: Task = Array.from({ length: 140 }).reduce<Task>(
  (below, _, place) => task({ to: place % 2 === 0 ? "west" : "east", task: below }),
  task(),
);

test.each([
  ["three hundred pieces side by side", wide],
  ["a piece that is handed on a hundred and forty times", deep],
])("the root waits for the last of %s, and then says so", (_name, load) => {
  expect(judgeLastPiece(weightThrowing, { names: ["driver", "east", "west"], load })).toBeUndefined();
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
