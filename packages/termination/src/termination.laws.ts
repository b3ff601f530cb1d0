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
  eventually,
  type InTransit,
  type MachineId,
  monitor,
  type MonitorLaw,
} from "@millrace/core";
import type { Begin, Task, Work } from "./workload.ts";

/** What machines have been asked to hand out and have not sent yet: by machine, in the order in which it was asked. */
export type Orders = Record<MachineId, Order[]>;

/** One piece that a machine has to send. */
export interface Order {
  /** The machine that gets it. */
  readonly to: MachineId;
  /** Its task, as text: what a law remembers is copied at every event, and tasks are long or deep. */
  readonly task: string;
}

/** No task is left out, made up or handed out twice: else the end of the work would mean nothing. */
export const handsOutItsTasks: MonitorLaw<Orders> = monitor<Orders, unknown, unknown, Begin>(
  "a machine sends the work that its tasks hand out, each piece once",
  {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, []])),
    on: {
      input: (orders, { machine, input }) => order(orders, machine, input),
      deliver: (orders, { machine, message }) => {
        if (isWork(message)) order(orders, machine, message);
      },
      send: (orders, { machine, to, message }) => {
        if (!isWork(message)) return undefined;
        const left = orders[machine] ?? [];
        const task = textOf(message.task);
        const place = left.findIndex((next) => next.to === to && next.task === task);
        if (place < 0)
          return broken(describeOrder(left, { machine, to }), `${machine} sent ${to} ${describeValue(message)}`);
        left.splice(place, 1);
        return undefined;
      },
    },
  },
);

/** What the truth is worked out from. */
export interface Ledger {
  /** By machine: who is still to get a piece from it, once for each piece. */
  readonly toSend: Record<MachineId, MachineId[]>;
  /** The machines that said that it is over, in the order in which they did. */
  readonly saidBy: MachineId[];
}

/** Safety: what the root says is true at that instant, and so for ever. It holds where {@link handsOutItsTasks} does. */
export const isNeverTooEarly: MonitorLaw<Ledger> = always<Ledger, unknown, unknown, Begin>(
  "the root says terminated only when every machine is passive and no work is on its way",
  {
    start: (machines) => ({ toSend: Object.fromEntries(machines.map((machine) => [machine, []])), saidBy: [] }),
    on: {
      input: ({ toSend }, { machine, input }) => addTask(toSend[machine], input),
      deliver: ({ toSend }, { machine, message }) => {
        if (isWork(message)) addTask(toSend[machine], message);
      },
      send: ({ toSend }, { machine, to, message }) => {
        const place = isWork(message) ? (toSend[machine]?.indexOf(to) ?? -1) : -1;
        if (place >= 0) toSend[machine]?.splice(place, 1);
      },
      output: ({ saidBy }, { machine, output }) => {
        if (hasType(output, "terminated")) saidBy.push(machine);
      },
    },
    holds: (ledger, view) => {
      const [speaker] = ledger.saidBy;
      // First of all, as it is asked after every event.
      if (speaker === undefined) return undefined;
      const left = [...whoIsActive(ledger), ...workOnItsWay(view.inTransit)];
      if (left.length === 0) return undefined;
      return broken(
        "terminated is said when nothing is left",
        `${speaker} said it although ${left.slice(0, 2).join(" and ")}`,
      );
    },
  },
);

/** What was said, and by whom. */
export interface Said {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** The machines that said that it is over, in the order in which they did. */
  readonly saidBy: MachineId[];
}

/** The words that the exercises agree on: one output, of the root, of one shape. */
export const onlyTheRootSaysSo: MonitorLaw<Said> = monitor<Said, unknown, unknown, Begin>(
  'only the root puts something out: { type: "terminated" }, once',
  {
    start: () => ({ root: "", saidBy: [] }),
    on: {
      input: (said, { machine }) => void (said.root = machine),
      output: ({ root, saidBy }, { machine, output }): Broken | undefined => {
        if (!hasType(output, "terminated")) return broken('{ type: "terminated" }', describeValue(output));
        if (machine !== root) return broken(`only ${root || "the root"} says terminated`, `${machine} said it`);
        saidBy.push(machine);
        return saidBy.length > 1 ? broken("terminated is said once", `${machine} said it again`) : undefined;
      },
    },
  },
);

/** Liveness: when nothing is left to do, the root has said so. */
export const isSaidInTheEnd: MonitorLaw<Said> = eventually("the root says terminated in the end", {
  of: onlyTheRootSaysSo,
  holds: ({ root, saidBy }) =>
    saidBy.length > 0 || root === ""
      ? undefined
      : broken(`${root} says terminated once all is over`, `all is over, and ${root} never says it`),
});

/** All of them. */
export const terminationLaws: readonly MonitorLaw[] = [
  handsOutItsTasks,
  isNeverTooEarly,
  onlyTheRootSaysSo,
  isSaidInTheEnd,
];

/** Whether a message is work: everything else is a detector's own. */
export function isWork(message: unknown): message is Work {
  return hasType(message, "work") && "task" in message && isTask(message.task);
}

function order(orders: Orders, machine: MachineId, { task }: { readonly task: Task }): void {
  orders[machine]?.push(...task.spawns.map((spawn) => ({ to: spawn.to, task: textOf(spawn.task) })));
}

/**
 * A task as JSON, its keys in one order: the same for two tasks exactly if `equal` says so. Of what a learner's message has
 * in a task's place it is that of the part that is no task.
 */
function textOf(task: unknown): string {
  if (!isTask(task) || Object.keys(task).length !== 1) return describeValue(task);
  return `{"spawns":[${task.spawns.map(spawnText).join()}]}`;
}

function spawnText(spawn: unknown): string {
  const { to, task } = Object(spawn) as { readonly to?: unknown; readonly task?: unknown };
  if (typeof to !== "string" || Object.keys(Object(spawn)).length !== 2) return describeValue(spawn);
  return `{"to":${JSON.stringify(to)},"task":${textOf(task)}}`;
}

function addTask(toSend: MachineId[] | undefined, { task }: { readonly task: Task }): void {
  toSend?.push(...task.spawns.map(({ to }) => to));
}

function whoIsActive({ toSend }: Ledger): string[] {
  return Object.entries(toSend)
    .filter(([, receivers]) => receivers.length > 0)
    .map(([machine, receivers]) => `${machine} has yet to send ${describeWork(receivers)}`);
}

function workOnItsWay(inTransit: readonly InTransit[]): string[] {
  return inTransit
    .filter(({ message }) => isWork(message))
    .map(({ from, to }) => `work is on its way from ${from} to ${to}`);
}

/** What a machine may send another one, and if that is nothing, what else it has to send. */
function describeOrder(
  left: readonly Order[],
  { machine, to }: { readonly machine: MachineId; readonly to: MachineId },
): string {
  const next = left.find((order) => order.to === to);
  return next === undefined
    ? `${machine} sends ${describeWork(left.map((order) => order.to))}`
    : `${machine} sends ${to} ${describeValue({ type: "work", task: JSON.parse(next.task) })}`;
}

function describeWork(receivers: readonly MachineId[]): string {
  return receivers.length === 0 ? "no more work" : `{ type: "work", … } to ${receivers.join(", ")}`;
}

function hasType<Type extends string>(value: unknown, type: Type): value is { readonly type: Type } {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}

function isTask(value: unknown): value is Task {
  return typeof value === "object" && value !== null && "spawns" in value && Array.isArray(value.spawns);
}
