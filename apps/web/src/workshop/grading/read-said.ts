import type { Execution, Fidelity, Violation } from "@millrace/core";
import type { CheckVerdict, CounterexampleVerdict, Problem, Proof, ProvedProof, Status } from "@millrace/grader";
import type { ShownOption } from "../../execution/hand.ts";
import type { FoundRun, Said, ScriptPlace } from "./said.ts";

/**
 * What a compartment's worker said; undefined if it is nothing that one says. A learner's code ran over there: every part is
 * looked at before anything is shown, and what is not known is left out.
 */
export function readSaid(data: unknown): Said | undefined {
  try {
    return read(data);
  } catch (error) {
    if (error instanceof NotAsAgreed) return undefined;
    throw error;
  }
}

class NotAsAgreed extends Error {}

function read(data: unknown): Said {
  const said = record(data);
  switch (said["type"]) {
    case "ready":
    case "done":
      return { type: said["type"] };
    case "checks":
      return { type: "checks", names: texts(said["names"]) };
    case "running":
      return { type: "running", what: said["what"] === null ? null : text(said["what"]) };
    case "check":
    case "alike":
      return { type: said["type"], index: whole(said["index"]) };
    case "verdict":
      return {
        type: "verdict",
        index: whole(said["index"]),
        verdict: verdict(said["verdict"]),
        ...optional("place", said, place),
      };
    case "run":
      return { type: "run", run: run(said["run"]) };
    case "options":
      return { type: "options", options: asList(said["options"]).slice(0, 10_000).map(option) };
    case "print":
      return { type: "print", text: text(said["text"]) };
    case "astray":
      return { type: "astray", reason: text(said["reason"]) };
    case "refused":
      return { type: "refused", problem: problem(said["problem"]), ...optional("place", said, place) };
    case "failed":
      return { type: "failed", message: text(said["message"]) };
    default:
      throw new NotAsAgreed();
  }
}

/** What every part of a run's view counts on: what is in a state or a message is shown as whatever data it is. */
function run(value: unknown): FoundRun {
  const said = record(value);
  const { execution } = said;
  const { system, events, schedule } = record(execution);
  const { nodes, channels, inputs } = record(system);
  for (const each of [nodes, channels, inputs, schedule, events]) asList(each);
  for (const node of asList(nodes)) text(record(node)["id"]);
  for (const [index, each] of asList(events).entries()) {
    const event = record(each);
    if (event["id"] !== index) throw new NotAsAgreed();
    text(event["kind"]);
    text(event["machine"]);
    record(event["vector"]);
    for (const name of ["sends", "outputs", "observations", "timersSet"]) asList(event[name]);
  }
  // Made by portable(), and as far as it matters looked through.
  const looked = execution as Execution;
  return {
    execution: looked,
    check: text(said["check"]),
    lawCount: whole(said["lawCount"]),
    ...optional("violation", said, violation),
    ...optional("fidelity", said, fidelity),
  };
}

function option(value: unknown): ShownOption {
  const said = record(value);
  return { words: text(said["words"]), wasTaken: said["wasTaken"] === true, isFault: said["isFault"] === true };
}

function violation(value: unknown): Violation {
  const said = record(value);
  return {
    law: text(said["law"]),
    expected: text(said["expected"]),
    actual: text(said["actual"]),
    event: whole(said["event"]),
  };
}

function fidelity(value: unknown): Fidelity {
  const said = record(value);
  if (said["kind"] === "exact") return { kind: "exact" };
  if (said["kind"] === "cut short") return { kind: "cut short", notMade: whole(said["notMade"]) };
  if (said["kind"] !== "diverged") throw new NotAsAgreed();
  return {
    kind: "diverged",
    choice: whole(said["choice"]),
    event: whole(said["event"]),
    found: whole(said["found"]),
    leftOut: whole(said["leftOut"]),
    added: whole(said["added"]),
    notMade: whole(said["notMade"]),
  };
}

function verdict(value: unknown): CheckVerdict {
  const said = record(value);
  return {
    name: text(said["name"]),
    status: oneOf(said["status"], statuses),
    ...optional("proof", said, proof),
    ...optional("law", said, text),
    ...optional("expected", said, text),
    ...optional("actual", said, text),
    ...optional("counterexample", said, counterexample),
    ...optional("problem", said, problem),
  };
}

const statuses: readonly Status[] = ["passed", "failed", "inconclusive", "error"];

function proof(value: unknown): Proof {
  const said = record(value);
  if (said["kind"] === "cases") return { kind: "cases", cases: whole(said["cases"]) };
  if (said["kind"] === "proved") return proved(said);
  if (said["kind"] !== "sampled") throw new NotAsAgreed();
  const lastNew = record(said["lastNew"]);
  return {
    kind: "sampled",
    runs: whole(said["runs"]),
    seed: whole(said["seed"]),
    localStates: whole(said["localStates"]),
    lastNew: { run: whole(lastNew["run"]), of: whole(lastNew["of"]) },
    ...optional("proved", said, proved),
  };
}

function proved(value: unknown): ProvedProof {
  const said = record(value);
  return {
    kind: "proved",
    states: whole(said["states"]),
    transitions: whole(said["transitions"]),
    schedules: whole(said["schedules"]),
    depth: whole(said["depth"]),
    bound: optional("depth", record(said["bound"]), whole),
  };
}

function counterexample(value: unknown): CounterexampleVerdict {
  const said = record(value);
  const diagram = record(said["diagram"]);
  return {
    schedule: texts(said["schedule"]),
    link: text(said["link"]),
    diagram: { mermaid: text(diagram["mermaid"]), text: text(diagram["text"]) },
    length: whole(said["length"]),
    foundLength: whole(said["foundLength"]),
    shortest: said["shortest"] === true,
    ...optional("race", said, text),
  };
}

function problem(value: unknown): Problem {
  const said = record(value);
  return { kind: oneOf(said["kind"], problemKinds), message: text(said["message"]), ...optional("file", said, text) };
}

const problemKinds: readonly Problem["kind"][] = [
  "missing-export",
  "syntax",
  "threw-while-loading",
  "threw",
  "budget",
  "check-shows-nothing",
  "our-fault",
];

function place(value: unknown): ScriptPlace {
  const said = record(value);
  return { line: whole(said["line"]), column: whole(said["column"]) };
}

function optional<Name extends string, Value>(
  name: Name,
  from: Readonly<Record<string, unknown>>,
  readValue: (value: unknown) => Value,
): { readonly [Key in Name]?: Value } {
  const value = from[name];
  // One property of the given name: TypeScript does not follow computed names.
  return (value === undefined ? {} : { [name]: readValue(value) }) as { readonly [Key in Name]?: Value };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new NotAsAgreed();
  // An object's properties are whatever they are.
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new NotAsAgreed();
  return value.slice(0, longestText);
}

/** In characters. Longer than any diagram of ours. */
const longestText = 200_000;

function texts(value: unknown): string[] {
  return asList(value).slice(0, 10_000).map(text);
}

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NotAsAgreed();
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new NotAsAgreed();
  return value;
}

function oneOf<Value extends string>(value: unknown, values: readonly Value[]): Value {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new NotAsAgreed();
  return found;
}
