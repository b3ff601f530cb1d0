import { type Channel, type ChannelKind, type Topology, listChannels } from "./channels.ts";
import { type Cut, type Faults, listCuts } from "./faults.ts";
import type { Machine, MachineId, Resource } from "./machine.ts";
import { clone, NotPlainError } from "./plain.ts";
import { SystemError } from "./system-error.ts";

/**
 * A machine of any state, message, output and input: what a system is made of.
 * The engine hands a machine only what that machine (or its inputs' author) made, so it needs no narrower type.
 */
export type AnyMachine = Machine;

/** What {@link defineSystem} takes. */
export interface SystemOptions {
  /** The machines by name, at least one. Their order is the system's order. */
  readonly machines: Readonly<Record<MachineId, AnyMachine>>;
  /** Which machines have a channel to which: every pair (`complete`, the default), or fewer. */
  readonly topology?: Topology;
  /** How channels order messages: `fifo` (the default), `any-order`, `duplicating`; or per pair. */
  readonly channels?:
    | ChannelKind
    | { readonly default: ChannelKind; readonly pairs: readonly (readonly [MachineId, MachineId, ChannelKind])[] };
  /** Requests from outside. Those of one machine arrive in the listed order; machines are independent. */
  readonly inputs?: readonly Input[];
  /** Which faults may happen, and how many of each. None by default. */
  readonly faults?: Faults;
  /** What `context.call` reaches, by port. */
  readonly resources?: Readonly<Record<string, Resource>>;
  /** Which of the timers that are set may go off next (see {@link TimerRule}). `ordered` by default. */
  readonly timers?: TimerRule;
  /**
   * What a delivery that changes nothing and sends nothing does: it is a step like any other (`step`, the default), or
   * it does not happen and the message stays in its channel (`ignored`, which keeps a duplicating network finite).
   */
  readonly idleDeliveries?: "step" | "ignored";
  /** The seed of the machines' own random streams: a whole number, 0 by default. */
  readonly seed?: number;
}

/**
 * Which timers may go off, when nobody knows how long anything takes:
 * - `ordered`: of one machine's timers, a later-set one does not overtake an earlier one that was to go off no later;
 * - `untimed`: any timer that is set;
 * - `messages-first`: as `ordered`, but only when no message can be delivered.
 */
export type TimerRule = "ordered" | "untimed" | "messages-first";

/** A request from outside to one machine. */
export interface Input {
  /** Who receives it, as `onInput`. */
  readonly machine: MachineId;
  /** The request: plain data, of the shape that the machine expects. */
  readonly input: unknown;
  /** When it arrives in a simulation, in virtual milliseconds; 0 by default. An explorer tries every moment. */
  readonly atMs: number;
}

/** A checked system: everything that an engine needs, with machines and channels in a fixed order. */
export interface System {
  /** Machines first, then resources (their names begin with `port:`). */
  readonly nodes: readonly Node[];
  /** Those between machines first, then one each way between every machine and every resource. */
  readonly channels: readonly Channel[];
  /** In the listed order; each request is a copy. */
  readonly inputs: readonly Input[];
  /** Budgets, 0 where none was given; where drops happen, if that was given; and the cuts with the channels that they block. */
  readonly faults: Required<Omit<Faults, "cuts" | "dropsFrom">> &
    Pick<Faults, "dropsFrom"> & { readonly cuts: readonly Cut[] };
  /** As given, or `ordered`. */
  readonly timers: TimerRule;
  /** As given, or `step`. */
  readonly idleDeliveries: "step" | "ignored";
  /** As given, or 0. A simulation adds its own to it. */
  readonly seed: number;
  /**
   * Machines that do not start with the others: of executions that were recorded on real workers, where a machine's code may
   * be impossible to load. Searches do not know it.
   */
  readonly unstarted?: readonly MachineId[];
}

/** A machine in its place, or a resource in the guise of one. */
export interface Node {
  /** The machine's name; `port:` and the port's name for a resource. */
  readonly id: MachineId;
  /** Its place in `System.nodes`. */
  readonly index: number;
  /** The handlers. Nodes may share one: a machine keeps nothing outside its state. */
  readonly machine: AnyMachine;
  /** The machines with a channel from here, in the order of `System.channels`; no resources. */
  readonly peers: readonly MachineId[];
  /** Resources never crash, take no input and lose no message. */
  readonly isResource: boolean;
  /** The channel to each machine or resource, as an index of `System.channels`. */
  readonly channelTo: ReadonlyMap<MachineId, number>;
  /** Its inputs, as indexes of `System.inputs`, in order of arrival. */
  readonly inputs: readonly number[];
}

/**
 * Checks and completes a system. Throws a {@link SystemError} that says what to change when a name is unknown or a number is off.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem } from "@millrace/core";
 *
 * const greeter = defineMachine<{ greeted: number }, string, never, string>({
 *   start: () => ({ greeted: 0 }),
 *   onInput: (_state, name, context) => context.peers.forEach((peer) => context.send(peer, `hello ${name}`)),
 *   onMessage: (state) => void state.greeted++,
 * });
 *
 * const system = defineSystem({ machines: { a: greeter, b: greeter }, inputs: [at("a", "world")] });
 * assert.equal(system.channels.length, 2, "one channel in each direction");
 * assert.throws(() => defineSystem({ machines: { a: greeter }, inputs: [at("c", "world")] }), /no machine has that name/);
 * ```
 */
export function defineSystem(options: SystemOptions): System {
  const machineIds = Object.keys(options.machines);
  const ports = Object.keys(options.resources ?? {});
  if (machineIds.length === 0)
    throw new SystemError("Cannot define a system as it has no machine: {}. Add one under `machines`.");
  for (const id of machineIds) checkName(id);
  checkNumbers(options);
  const ids = [...machineIds, ...ports.map(portId)];
  const channels = [...listChannels(machineIds, options), ...portChannels(machineIds, ports)];
  const inputs = (options.inputs ?? []).map((input) => checkInput(input, machineIds));
  return {
    nodes: ids.map((id, index) => makeNode(id, index, { options, channels, inputs })),
    channels,
    inputs,
    faults: {
      drops: 0,
      duplicates: 0,
      crashes: 0,
      clockSkewMs: 0,
      ...options.faults,
      cuts: listCuts(options.faults?.cuts ?? [], channels, machineIds),
    },
    timers: options.timers ?? "ordered",
    idleDeliveries: options.idleDeliveries ?? "step",
    seed: options.seed ?? 0,
  };
}

/**
 * An input for {@link defineSystem}, which checks it. `atMs` is virtual milliseconds, 0 or more, 0 by default.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at } from "@millrace/core";
 *
 * assert.deepEqual(at("a", "snapshot", { atMs: 20 }), { machine: "a", input: "snapshot", atMs: 20 });
 * ```
 */
export function at(machine: MachineId, input: unknown, options: { readonly atMs?: number } = {}): Input {
  return { machine, input, atMs: options.atMs ?? 0 };
}

/** The names of a system's machines, resources left out. */
export function machineNames(system: System): string[] {
  return system.nodes.filter((node) => !node.isResource).map((node) => node.id);
}

/** The name under which a resource stands among the nodes of a system. */
export function portId(port: string): MachineId {
  return `port:${port}`;
}

/** Whether a node's name is that of a resource. */
export function isPort(id: MachineId): boolean {
  return id.startsWith("port:");
}

/** The port of a resource's name. */
export function portOf(id: MachineId): string {
  return id.slice("port:".length);
}

function makeNode(
  id: MachineId,
  index: number,
  { options, channels, inputs }: { options: SystemOptions; channels: readonly Channel[]; inputs: readonly Input[] },
): Node {
  const own = channels.map((channel, place) => ({ channel, place })).filter(({ channel }) => channel.from === id);
  const resource = options.resources?.[portOf(id)];
  const isResource = isPort(id) && resource !== undefined;
  const machine = isResource ? asMachine(resource) : options.machines[id];
  if (machine === undefined)
    throw new SystemError(`Cannot define a system as machine "${id}" is undefined. Is it exported from its file?`);
  if (typeof machine.start !== "function") {
    throw new SystemError(
      `Cannot define a system as machine "${id}" has no start handler. Add start: (context) => ({ … }).`,
    );
  }
  return {
    id,
    index,
    machine,
    isResource,
    peers: own.map(({ channel }) => channel.to).filter((to) => Object.hasOwn(options.machines, to)),
    channelTo: new Map(own.map(({ channel, place }) => [channel.to, place])),
    inputs: inputs.map((_input, place) => place).filter((place) => inputs[place]?.machine === id),
  };
}

function checkName(id: MachineId): void {
  if (id in {})
    throw new SystemError(
      `Cannot name a machine "${id}" as every object in JavaScript has something of that name. Choose another.`,
    );
  if (id !== "" && !isPort(id)) return;
  throw new SystemError(
    `Cannot name a machine "${id}" as a name must not be empty or begin with "port:". Choose another.`,
  );
}

function checkNumbers({ seed = 0, faults = {} }: SystemOptions): void {
  if (!Number.isSafeInteger(seed))
    throw new SystemError(`Cannot use the seed ${seed} as it must be a whole number. Use 0, 1, 2, …`);
  const { drops = 0, duplicates = 0, crashes = 0, clockSkewMs = 0 } = faults;
  for (const [name, value] of Object.entries({ drops, duplicates, crashes, clockSkewMs })) {
    const isCount = value === Infinity || Number.isSafeInteger(value);
    if (!isCount || value < 0)
      throw new SystemError(
        `Cannot allow ${value} ${name} as it must be a whole number, 0 or more. Leave it out for none.`,
      );
  }
}

/** A resource answers like a machine; replies carry the call and the caller's incarnation (see step.ts). */
function asMachine(resource: Resource): AnyMachine {
  return {
    start: () => resource.start(),
    onMessage(state, { request, incarnation }, from, context) {
      context.send(from, { request, incarnation, reply: resource.onCall(state, request, from) });
    },
  };
}

function portChannels(machineIds: readonly MachineId[], ports: readonly string[]): Channel[] {
  return machineIds.flatMap((machine) =>
    ports.flatMap((port): Channel[] => [
      { from: machine, to: portId(port), kind: "fifo" },
      { from: portId(port), to: machine, kind: "fifo" },
    ]),
  );
}

function checkInput(input: Input, machineIds: readonly MachineId[]): Input {
  if (!(input.atMs >= 0))
    throw new SystemError(`Cannot give an input at ${input.atMs} ms as time begins at 0. Use 0 or more.`);
  if (!machineIds.includes(input.machine)) {
    throw new SystemError(
      `Cannot give an input to "${input.machine}" as no machine has that name: ${machineIds.join(", ")}. Use one of these.`,
    );
  }
  try {
    return { ...input, input: clone(input.input) };
  } catch (error) {
    if (!(error instanceof NotPlainError)) throw error;
    throw new SystemError(`Cannot give an input to "${input.machine}" as it is not plain data: ${error.message}`, {
      cause: error,
    });
  }
}
