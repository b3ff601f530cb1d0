/** The same nightly run twice: on one machine that does everything, and on a scheduler with workers. */
import { type Machine, type System, at, defineMachine, defineSystem, durable } from "@millrace/core";
import { type BeginRun, type Dag, type Told, dagScheduler, taskWorker } from "@millrace/termination";

/** Each of three tables is extracted and transformed; then all are loaded into one report. */
const dag: Dag = {
  "extract orders": { upstream: [], retries: 5 },
  "extract customers": { upstream: [], retries: 5 },
  "extract payments": { upstream: [], retries: 5 },
  "transform orders": { upstream: ["extract orders"], retries: 5 },
  "transform customers": { upstream: ["extract customers"], retries: 5 },
  "transform payments": { upstream: ["extract payments"], retries: 5 },
  "load report": { upstream: ["transform orders", "transform customers", "transform payments"], retries: 5 },
};

export const tasks: readonly string[] = Object.keys(dag);

/** Wherever it is done, a task takes three steps of this. */
const stepMs = 300;

/** How long a message is on its way. */
export const networkMs = 150;

const workers = ["worker-1", "worker-2", "worker-3"] as const;

/** Does one task after the other, in an order in which none waits. What is done is on its disk. */
const everything: Machine<{ done: number }, never, Told, BeginRun> = defineMachine({
  start: () => ({ done: 0 }),

  onTimer(state, _timer, context) {
    const task = tasks[state.done];
    if (task === undefined) return;
    state.done += 1;
    context.output({ type: "task", task, state: "success" });
    if (state.done < tasks.length) context.setTimer("task", 3 * stepMs);
    else context.output({ type: "run", state: "success" });
  },

  onInput(_state, _begin, context) {
    context.setTimer("task", 3 * stepMs);
  },
});

/** Durable, to be fair: a crash does not take what it has done. */
export const oneBox: System = defineSystem({
  machines: { box: durable(everything) },
  inputs: [at("box", { type: "begin" })],
});

/** An attempt that nothing is heard of for so long is given to another worker. */
const timeoutMs = 1_500;

/** The scheduler's memory is on its disk. Workers remember nothing. */
export const manyMachines: System = defineSystem({
  machines: {
    scheduler: durable(dagScheduler(dag, { slots: workers.length, retryDelayMs: 100, timeoutMs })),
    ...Object.fromEntries(
      workers.map((name) => [name, taskWorker(() => ({ beats: [[], []], end: "success" }), { stepMs })]),
    ),
  },
  topology: workers.flatMap((name) => [["scheduler", name] as const, [name, "scheduler"] as const]),
  inputs: [at("scheduler", { type: "begin" })],
});
