import type { Event, Execution, HandlerFailure } from "./execution.ts";
import type { Violation } from "./exploration.ts";
import type { Broken, Law, MonitorLaw, Observation, View } from "./laws.ts";
import { duplicate } from "./plain.ts";
import { describeValue } from "./show.ts";
import { machineNames, type System } from "./system.ts";

/** The name under which a handler's own fault is reported: a law that every machine must keep, listed or not. */
export const handlerLaw = "handlers are synchronous, deterministic and do not throw";

/** The monitor laws of a list, watching one execution. */
export class Watch {
  private readonly laws: readonly MonitorLaw[];
  private readonly states: unknown[];

  constructor(laws: readonly Law[], system: System) {
    this.laws = laws.filter((law) => law.kind === "monitor");
    this.states = this.laws.map((law) => law.start(machineNames(system)));
  }

  /** Takes note of an event; gives the first law that it breaks. `view` is the system right after it. */
  see(event: Event, view: View): Violation | undefined {
    for (const [index, law] of this.laws.entries()) {
      const state = this.states[index];
      for (const observation of event.observations) {
        const result = observeSafely(law, state, observation);
        if (result !== undefined) return { law: law.name, ...result, event: event.id };
      }
      const result = judgeSafely(law.always, state, view);
      if (result !== undefined) return { law: law.name, ...result, event: event.id };
    }
    return undefined;
  }

  /** The names of the laws about the end. */
  get finalLaws(): readonly string[] {
    return this.laws.flatMap(({ name, finally: judge }) => (judge === undefined ? [] : [name]));
  }

  /** The laws about the end that do not hold now. */
  unfinished(view: View, event: number): Violation[] {
    return this.laws.flatMap((law, index) => {
      const result = judgeSafely(law.finally, this.states[index], view);
      return result === undefined ? [] : [{ law: law.name, ...result, event }];
    });
  }

  /** A copy that watches on by itself. */
  fork(): Watch {
    const other: Watch = Object.assign(Object.create(Watch.prototype), this);
    Object.assign(other, { states: this.states.map((state) => duplicate(state)) });
    return other;
  }
}

/** Checks the execution laws of a list; gives the first that is broken. */
export function checkExecution(laws: readonly Law[], execution: Execution): Violation | undefined {
  for (const law of laws) {
    if (law.kind !== "execution") continue;
    const last = execution.events.length - 1;
    try {
      const result = law.check(execution);
      if (result !== undefined)
        return { law: law.name, expected: result.expected, actual: result.actual, event: result.event ?? last };
    } catch (error) {
      return { law: law.name, ...stumbled(error, "the execution"), event: last };
    }
  }
  return undefined;
}

/** A handler's fault, as a broken law. */
export function failureViolation(execution: Execution): Violation | undefined {
  const { failure, events } = execution;
  if (failure === undefined) return undefined;
  return { law: handlerLaw, ...failureText(failure), event: events.length - 1 };
}

/** A handler's fault in the words of a broken law. */
export function failureText(failure: HandlerFailure): Broken {
  return { expected: `${failure.handler} of ${failure.machine} does its work`, actual: failure.message };
}

/** Lets a law take note. A law that cannot read what a machine put out blames the machine: outputs are input to check. */
export function observeSafely(law: MonitorLaw, state: unknown, observation: Observation): Broken | undefined {
  try {
    return law.observe(state, observation);
  } catch (error) {
    return stumbled(error, describeObservation(observation));
  }
}

/** Asks a law whether it holds now. */
export function judgeSafely(judge: MonitorLaw["always"], state: unknown, view: View): Broken | undefined {
  if (judge === undefined) return undefined;
  try {
    return judge(state, view);
  } catch (error) {
    return stumbled(error, "what has happened so far");
  }
}

function stumbled(error: unknown, what: string): Broken {
  const reason = error instanceof Error ? error.message : describeValue(error);
  return {
    expected: "messages, outputs and functions as the exercise describes them",
    actual: `this law stumbled over ${what}: ${reason}`,
  };
}

function describeObservation(observation: Observation): string {
  switch (observation.kind) {
    case "output":
      return `the output ${describeValue(observation.output)} of ${observation.machine}`;
    case "send":
      return `the message ${describeValue(observation.message)} from ${observation.machine} to ${observation.to}`;
    case "deliver":
      return `the message ${describeValue(observation.message)} from ${observation.from} to ${observation.machine}`;
    default:
      return `the ${observation.kind} at ${observation.machine}`;
  }
}
