/** Two callers of one warehouse: one waits for each answer, the other goes on. Runs on the page, and in its workers. */
import { type AnyMachine, type System, defineMachine, defineSystem } from "@millrace/core";

/** The callers, by how they call. */
export const callers = ["waits", "goes on"] as const;

/** How long a caller works at a job before it can ask, in milliseconds. */
const prepareMs = 25;

/** A caller is asked to have so many jobs done. */
interface Jobs {
  readonly jobs: number;
}

/** To the warehouse, and back from it. */
interface Job {
  /** From 1. */
  readonly job: number;
}

interface CallerState {
  jobs: number;
  /** How many it has prepared, and asked the warehouse to load. */
  asked: number;
}

/** A caller of the warehouse. Whoever is blocked prepares nothing until the answer is there. */
function caller({ isBlocked }: { readonly isBlocked: boolean }): AnyMachine {
  const machine = defineMachine<CallerState, Job, Job, Jobs>({
    start: () => ({ jobs: 0, asked: 0 }),

    onMessage(state, { job }, _from, context) {
      context.output({ job });
      if (isBlocked && state.asked < state.jobs) context.setTimer("prepare", prepareMs);
    },

    onTimer(state, _timer, context) {
      state.asked += 1;
      context.send("warehouse", { job: state.asked });
      if (!isBlocked && state.asked < state.jobs) context.setTimer("prepare", prepareMs);
    },

    onInput(state, { jobs }, context) {
      state.jobs += jobs;
      context.setTimer("prepare", prepareMs);
    },
  });
  return machine as AnyMachine; // a system takes machines of any type
}

const warehouse = defineMachine<object, Job>({
  start: () => ({}),
  onMessage: (_state, message, from, context) => context.send(from, message),
});

/** The two of them, and the warehouse. */
export const callerSystem: System = defineSystem({
  machines: {
    waits: caller({ isBlocked: true }),
    "goes on": caller({ isBlocked: false }),
    warehouse: warehouse as AnyMachine,
  },
  topology: callers.flatMap((name) => [[name, "warehouse"] as const, ["warehouse", name] as const]),
});
