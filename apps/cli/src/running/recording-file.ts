import type { Event } from "@millrace/core";
import { stringify, unflatten } from "devalue";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../outcome.ts";
import type { Recording } from "./recording.ts";

const format = "millrace-execution";
const version = 1;

/**
 * A recording as JSON: a field on a line, and a choice of the schedule. Requests and events hold any plain data (maps,
 * sets, bigint, typed arrays, undefined), and so are in devalue's flat form.
 */
export function writeRecording({ schedule, inputs, events, ...facts }: Recording): string {
  const head = Object.entries({ format, version, ...facts }).map(
    ([name, value]) => `"${name}": ${JSON.stringify(value)}`,
  );
  const choices = schedule.map((choice) => `\n    ${JSON.stringify(choice)}`).join(",");
  const fields = [...head, `"schedule": [${choices}\n  ]`, `"data": ${stringify({ inputs, events })}`];
  return `{\n  ${fields.join(",\n  ")}\n}\n`;
}

/** Reads what {@link writeRecording} wrote. Throws a UsageError that calls the file `name`, and says what is wrong. */
export function readRecordingFile(file: string, name: string): Recording {
  if (!existsSync(file)) throw new UsageError(`Cannot replay the execution as there is no such file: ${name}.`);
  return readRecording(readFileSync(file, "utf8"), name);
}

/** As {@link readRecordingFile}, from its text. */
export function readRecording(text: string, name: string): Recording {
  const refuse = (why: string): never => {
    throw new UsageError(`Cannot replay ${name} as ${why}`);
  };
  const document = z.looseObject({ format: z.unknown(), version: z.unknown() }).safeParse(parseJson(text));
  if (!document.success || document.data.format !== format)
    return refuse('it is no execution. Give the execution.json that "millrace live" wrote.');
  if (document.data.version !== version)
    return refuse(
      `it is written in version ${String(document.data.version)} of the format, and this Millrace reads ${version}. Record it again.`,
    );
  const head = headSchema.safeParse(document.data);
  if (!head.success) return refuse(explain(head.error));
  const { data, format: _format, version: _version, ...facts } = head.data;
  const whole = dataSchema.safeParse(revive(data));
  if (!whole.success) return refuse(explain(whole.error));
  const { inputs, events } = whole.data;
  // Their shape is checked; what machines put into them may be any plain data.
  return { ...facts, inputs, events: events as unknown as readonly Event[] };
}

const count = z.int().nonnegative();
const names = z.array(z.string());
const moment = { nowMs: z.number().exactOptional() };
const machine = z.string();

const choiceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("input"), machine, input: count, ...moment }),
  z.strictObject({ kind: z.literal("deliver"), from: machine, to: machine, nth: count, ...moment }),
  z.strictObject({ kind: z.enum(["drop", "duplicate"]), from: machine, to: machine, nth: count, ...moment }),
  z.strictObject({ kind: z.literal("timer"), machine, timer: z.string(), ...moment }),
  z.strictObject({ kind: z.enum(["crash", "restart"]), machine, ...moment }),
  z.strictObject({ kind: z.literal("skew"), machine, byMs: z.number(), ...moment }),
  z.strictObject({ kind: z.enum(["cut", "heal"]), cut: count, ...moment }),
]);

const failureSchema = z.strictObject({
  machine,
  during: z.enum(["handler", "load", "uncaught", "unresponsive"]),
  kind: z.string().exactOptional(),
  event: z.string().exactOptional(),
  message: z.string(),
  stack: z.string().exactOptional(),
});

const headSchema = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  of: z.string().min(1),
  seed: z.int(),
  durationMs: z.number(),
  machines: names.min(1),
  cuts: z.array(z.strictObject({ from: names, to: names })),
  failures: z.array(failureSchema),
  schedule: z.array(choiceSchema),
  data: z.array(z.unknown()),
});

const kinds = z.enum([
  ...(["start", "input", "deliver", "timer", "reply", "restart"] as const),
  ...(["crash", "drop", "duplicate", "skew", "cut", "heal"] as const),
]);

const dataSchema = z.strictObject({
  inputs: z.array(z.strictObject({ machine, input: z.unknown(), atMs: z.number() })),
  events: z.array(
    z.looseObject({
      id: count,
      kind: kinds,
      machine,
      sends: z.array(z.looseObject({ messageId: count, to: machine })),
      outputs: z.array(z.unknown()),
      observations: z.array(z.looseObject({ kind: z.string() })),
      timersSet: names,
      vector: z.record(z.string(), z.number()),
    }),
  ),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined for what devalue did not write. */
function revive(data: unknown[]): unknown {
  try {
    return unflatten(data);
  } catch {
    return undefined;
  }
}

function explain({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join(".") || "the whole";
  return `something in it was changed or is missing, at ${path}: ${issue?.message ?? "unknown"}. Record it again.`;
}
