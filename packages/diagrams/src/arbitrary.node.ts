// Names, messages and executions of all kinds, for property tests.
import {
  at,
  defineMachine,
  defineSystem,
  type Execution,
  type Machine,
  type Resource,
  type Violation,
  World,
} from "@millrace/core";
import fc from "fast-check";
import { describeExecution } from "./describe-execution.ts";
import type { PipelineGraph } from "./pipeline-graph.ts";

const symbols = [..."\"'`#;%:,.<>()[]{}|\\/*_-+=~!?@$&^ \n\r\t\0\u001b\u007f"];
const keywords = [
  "end",
  "graph",
  "subgraph",
  "style",
  "classDef",
  "click",
  "loop",
  "participant",
  "note over",
  "rect",
  "wrap:",
  "nowrap:",
];
const sequences = [
  "%%",
  "%%{init}%%",
  "-->",
  "->>",
  "---",
  "<br/>",
  "#59;",
  "&amp;",
  "\\n",
  "fa:fa-car",
  "$$",
  "1. ",
  "- ",
  "@{",
  "ﬂ°°35¶ß",
];
const letters = [
  "a",
  "B",
  "7",
  "é",
  "ß",
  "東",
  "🙂",
  "👩‍👩‍👧",
  "👍🏽",
  "e\u0301",
  "\u202e",
  "\u200b",
  "\u2028",
  "\ud800",
  "\uffff",
  "\u00a0",
];
const tokens: readonly string[] = [...symbols, ...keywords, ...sequences, ...letters];

/** Texts that have a meaning somewhere else. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...tokens), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.constantFrom(...tokens),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "x".repeat(300), "長".repeat(90)),
);

/** Whether nothing in a text is invisible, so that a page can show it as it is. */
export function isVisible(text: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replace(/\n|\u200d/gu, ""));
}

export const anyMessage: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.integer(),
  fc.constant(null),
  fc.record({ type: anyText, value: fc.oneof(anyText, fc.integer()) }),
  fc.record({ sequence: fc.nat(), payload: anyText }),
  fc.array(fc.integer(), { maxLength: 3 }),
);

const store: Resource<{ asked: number }> = {
  start: () => ({ asked: 0 }),
  onCall: (state) => ({ asked: ++state.asked }),
};

interface State {
  left: number;
}

interface Task {
  readonly to: readonly string[];
  readonly message: unknown;
}

/** Passes on what it is told to, answers the first messages, asks a resource, sets timers. */
export const busybody: Machine<State, unknown, unknown, Task> = defineMachine({
  start: () => ({ left: 3 }),
  onMessage(state, message, from, context) {
    if (state.left-- > 0) context.send(from, message);
    else context.output(message);
  },
  onTimer: (_state, timer, context) => context.output({ type: "late", timer }),
  onInput(_state, { to, message }, context) {
    for (const peer of to) if (context.peers.includes(peer)) context.send(peer, message);
    context.setTimer("patience", 10);
    context.call("store", message);
  },
  onReply: (_state, reply, _call, context) => context.output(reply),
});

/** Executions of one to five machines and a store, with faults. `names` and `messages` are what they are made of. */
export function anyExecution(
  names: fc.Arbitrary<string>,
  messages: fc.Arbitrary<unknown> = anyMessage,
): fc.Arbitrary<Execution> {
  return fc
    .record({
      ids: fc.uniqueArray(names.filter(isName), { minLength: 1, maxLength: 5 }),
      tasks: fc.array(fc.record({ at: fc.nat(), to: fc.array(fc.nat(), { maxLength: 4 }), message: messages }), {
        maxLength: 6,
      }),
      channels: fc.constantFrom("fifo" as const, "any-order" as const, "duplicating" as const),
      steps: fc.array(fc.nat(), { maxLength: 60 }),
    })
    .map(({ ids, tasks, channels, steps }) => {
      const pick = (index: number): string => ids[index % ids.length] ?? "";
      const world = new World(
        defineSystem({
          machines: Object.fromEntries(ids.map((id) => [id, busybody])),
          resources: { store },
          channels,
          inputs: tasks.map((task) => at(pick(task.at), { to: task.to.map(pick), message: task.message })),
          faults: { drops: 2, duplicates: 2, crashes: 2, clockSkewMs: 5, cuts: [[ids.slice(0, 1), ids.slice(1)]] },
        }),
        { twice: false },
      );
      for (const step of steps) {
        const choices = world.choices;
        const choice = choices[step % Math.max(choices.length, 1)];
        if (choice !== undefined) world.apply(choice);
      }
      const { execution } = world;
      // What a failing property prints.
      return Object.defineProperty(execution, fc.toStringMethod, { value: () => describeExecution(execution) });
    });
}

function isName(text: string): boolean {
  return text !== "" && !(text in {}) && !text.startsWith("port:");
}

/** Breaks a law at one of the events, or none. */
export function anyViolation({ events }: Execution, pick: number): Violation | undefined {
  if (pick % 3 === 0 || events.length === 0) return undefined;
  return { law: "nothing is; #broken", expected: 'a "b"\nend', actual: "<i>c</i>", event: pick % events.length };
}

/** Pipelines of one to six stages. `texts` are their ids, labels, kinds, layers and titles. */
export function anyPipeline(texts: fc.Arbitrary<string>): fc.Arbitrary<PipelineGraph> {
  const optional = (key: string): fc.Arbitrary<object> =>
    fc.option(texts).map((text) => (text === null ? {} : { [key]: text }));
  return fc
    .record({
      ids: fc.uniqueArray(texts, { minLength: 1, maxLength: 6 }),
      extras: fc.array(fc.tuple(optional("label"), optional("kind"), optional("layer")), {
        minLength: 6,
        maxLength: 6,
      }),
      edges: fc.array(fc.tuple(fc.nat(), fc.nat(), optional("label")), { maxLength: 8 }),
      title: optional("title"),
    })
    .map(({ ids, extras, edges, title }) => {
      const idAt = (index: number): string => ids[index % ids.length] ?? "";
      const stages = ids.map((id, index) => Object.assign({ id }, ...(extras[index] ?? [])));
      return {
        ...title,
        stages,
        edges: edges.map(([from, to, label]) => ({ from: idAt(from), to: idAt(to), ...label })),
      };
    });
}
