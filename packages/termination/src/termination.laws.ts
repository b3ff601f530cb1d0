/**
 * What is true of any termination detector: it never speaks too early, and it speaks in the end.
 *
 * The truth is worked out from the messages: a task says what it will hand out, so a machine is active as long as a task
 * that it received has something in it that the machine has not sent. Nothing is read from a machine's state.
 * The input `begin` is not a message. Of a work message only `type` and `task` are read, of the output only `type`.
 */
import {
  always,
  broken,
  type Broken,
  describeValue,
  equal,
  eventually,
  type InTransit,
  type MachineId,
  monitor,
  type MonitorLaw,
} from "@millrace/core";
import type { Begin, Spawn, Work, Workload } from "./workload.ts";

/** What the truth is worked out from. */
export interface Ledger {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** What each machine has been asked to hand out and has not sent yet. */
  readonly toSend: Record<MachineId, Workload>;
  /** The machines that said that it is over, in the order in which they did. */
  readonly saidBy: MachineId[];
}

/** No task is left out, made up or handed out twice: else the end of the work would mean nothing. */
export const handsOutItsTasks: MonitorLaw<Ledger> = monitor<Ledger, unknown, unknown, Begin>(
  "a machine sends the work that its tasks hand out, each piece once",
  {
    start: openLedger,
    on: {
      input: begin,
      deliver: receive,
      send: (ledger, { machine, to, message }) => {
        if (isWork(message) && !handOut(ledger, { machine, to, message })) {
          return broken(describeOrder(ledger, { machine, to }), `${machine} sent ${to} ${describeValue(message)}`);
        }
        return undefined;
      },
    },
  },
);

/** Safety: what the root says is true at that instant, and so for ever. */
export const isNeverTooEarly: MonitorLaw<Ledger> = always<Ledger, unknown, unknown, Begin>(
  "the root says terminated only when every machine is passive and no work is on its way",
  {
    start: openLedger,
    on: {
      input: begin,
      deliver: receive,
      send: (ledger, { machine, to, message }) => {
        if (isWork(message)) handOut(ledger, { machine, to, message });
      },
      output: ({ saidBy }, { machine, output }) => {
        if (hasType(output, "terminated")) saidBy.push(machine);
      },
    },
    holds: (ledger, { inTransit }) => {
      const [speaker] = ledger.saidBy;
      const left = [...whoIsActive(ledger), ...workOnItsWay(inTransit)];
      if (speaker === undefined || left.length === 0) return undefined;
      return broken(
        "terminated is said when nothing is left",
        `${speaker} said it although ${left.slice(0, 2).join(" and ")}`,
      );
    },
  },
);

/** The words that the exercises agree on: one output, of the root, of one shape. */
export const onlyTheRootSaysSo: MonitorLaw<Ledger> = monitor<Ledger, unknown, unknown, Begin>(
  'only the root puts something out: { type: "terminated" }, once',
  {
    start: openLedger,
    on: {
      input: begin,
      output: (ledger, { machine, output }): Broken | undefined => {
        const { root, saidBy } = ledger;
        if (!hasType(output, "terminated")) return broken('{ type: "terminated" }', describeValue(output));
        if (machine !== root) return broken(`only ${root || "the root"} says terminated`, `${machine} said it`);
        saidBy.push(machine);
        return saidBy.length > 1 ? broken("terminated is said once", `${machine} said it again`) : undefined;
      },
    },
  },
);

/** Liveness: when nothing is left to do, the root has said so. */
export const isSaidInTheEnd: MonitorLaw<Ledger> = eventually("the root says terminated in the end", {
  of: onlyTheRootSaysSo,
  holds: ({ root, saidBy }) =>
    saidBy.length > 0 || root === ""
      ? undefined
      : broken(`${root} says terminated once all is over`, `all is over, and ${root} never says it`),
});

/** All of them. */
export const terminationLaws: readonly MonitorLaw<Ledger>[] = [
  handsOutItsTasks,
  isNeverTooEarly,
  onlyTheRootSaysSo,
  isSaidInTheEnd,
];

/** Whether a message is work: everything else is a detector's own. */
export function isWork(message: unknown): message is Work {
  return hasType(message, "work") && "task" in message && isTask(message.task);
}

function openLedger(machines: readonly MachineId[]): Ledger {
  return { root: "", toSend: Object.fromEntries(machines.map((machine) => [machine, []])), saidBy: [] };
}

function begin(ledger: Ledger, { machine, input }: { readonly machine: MachineId; readonly input: Begin }): void {
  ledger.root = machine;
  addTask(ledger, machine, input);
}

function receive(
  ledger: Ledger,
  { machine, message }: { readonly machine: MachineId; readonly message: unknown },
): void {
  if (isWork(message)) addTask(ledger, machine, message);
}

function addTask({ toSend }: Ledger, machine: MachineId, { task }: { readonly task: Work["task"] }): void {
  toSend[machine]?.push(...task.spawns);
}

/** Takes what was sent off the ledger; false if nobody asked for it. */
function handOut(
  { toSend }: Ledger,
  { machine, to, message }: { readonly machine: MachineId; readonly to: MachineId; readonly message: Work },
): boolean {
  const left = toSend[machine] ?? [];
  const place = left.findIndex((spawn) => spawn.to === to && equal(spawn.task, message.task));
  if (place >= 0) left.splice(place, 1);
  return place >= 0;
}

function whoIsActive({ toSend }: Ledger): string[] {
  return Object.entries(toSend)
    .filter(([, spawns]) => spawns.length > 0)
    .map(([machine, spawns]) => `${machine} has yet to send ${describeSpawns(spawns)}`);
}

function workOnItsWay(inTransit: readonly InTransit[]): string[] {
  return inTransit
    .filter(({ message }) => isWork(message))
    .map(({ from, to }) => `work is on its way from ${from} to ${to}`);
}

/** What a machine may send another one, and if that is nothing, what else it has to send. */
function describeOrder(
  { toSend }: Ledger,
  { machine, to }: { readonly machine: MachineId; readonly to: MachineId },
): string {
  const left = toSend[machine] ?? [];
  const next = left.find((spawn) => spawn.to === to);
  return next === undefined
    ? `${machine} sends ${describeSpawns(left)}`
    : `${machine} sends ${to} ${describeValue({ type: "work", task: next.task })}`;
}

function describeSpawns(spawns: readonly Spawn[]): string {
  return spawns.length === 0 ? "no more work" : `{ type: "work", … } to ${spawns.map(({ to }) => to).join(", ")}`;
}

function hasType<Type extends string>(value: unknown, type: Type): value is { readonly type: Type } {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}

function isTask(value: unknown): value is Work["task"] {
  return typeof value === "object" && value !== null && "spawns" in value && Array.isArray(value.spawns);
}
