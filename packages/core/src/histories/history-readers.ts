/**
 * The two common ways in which operations show: as messages between machines, and as inputs and outputs.
 */
import type { MachineId } from "../machine.ts";
import { encode } from "../plain.ts";
import type { HistoryReader } from "./history-step.ts";

/** What a message or an input asks for. */
export interface OperationRequest<Invocation = unknown> {
  /** The operation, in the model's words. */
  readonly invocation: Invocation;
  /** Tells the operations of one client apart. */
  readonly id?: string | number | undefined;
  /** Who asks; by default the machine that sends the message or takes the input. */
  readonly client?: string;
}

/** What a message or an output answers. */
export interface OperationReply {
  /** What the operation returned; absent if the answer says no more than that it is done. */
  readonly result?: unknown;
  /** The request's, to say which it answers; without it, the client's oldest. */
  readonly id?: string | number | undefined;
  /** Who had asked; by default the machine that receives the message or puts out the output. */
  readonly client?: string;
}

/** What {@link messageOperations} takes. Types are what the machines promise, and nobody checks them. */
export interface MessageOperations<Message, Invocation> {
  /** Whether a machine is a client. By default all are: right where only clients send requests and receive replies. */
  isClient?(machine: MachineId): boolean;
  /** What a message asks for; undefined if it is no request. */
  request(message: Message): OperationRequest<Invocation> | undefined;
  /** What a message answers; undefined if it is no reply. */
  reply(message: Message): OperationReply | undefined;
  /** Whether clients know after a crash what they were waiting for. By default a crash makes them forget it. */
  readonly isDurable?: boolean;
}

/**
 * The operations of machines that send requests to others and receive replies: invoked when a request is sent, returned
 * when a reply is delivered. A request without an id that is sent again, or to several servers, before there is a reply
 * is one operation.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { messageOperations, type RegisterInvocation } from "@millrace/core";
 *
 * type Message = { type: "get"; id: number } | { type: "got"; id: number; value: string };
 * const reads = messageOperations<Message, RegisterInvocation>({
 *   request: (message) => (message.type === "get" ? { invocation: { type: "read" }, id: message.id } : undefined),
 *   reply: (message) => (message.type === "got" ? { result: message.value, id: message.id } : undefined),
 * });
 *
 * assert.deepEqual(reads({ kind: "send", machine: "c", to: "s", message: { type: "get", id: 1 } }), {
 *   kind: "invoke", client: "c", invocation: { type: "read" }, id: 1,
 * });
 * assert.deepEqual(reads({ kind: "deliver", machine: "c", from: "s", message: { type: "got", id: 1, value: "v" } }), {
 *   kind: "return", client: "c", result: "v", id: 1,
 * });
 * ```
 */
export function messageOperations<Message, Invocation>(
  options: MessageOperations<Message, Invocation>,
): HistoryReader<Invocation> {
  const isClient = (machine: MachineId): boolean => options.isClient?.(machine) ?? true;
  return (observation) => {
    const { kind, machine: client } = observation;
    if (kind === "send" && isClient(client)) {
      const request = options.request(observation.message as Message);
      return request && { kind: "invoke", client, ...request, id: request.id ?? encode(request.invocation) };
    }
    if (kind === "deliver" && isClient(client)) {
      const reply = options.reply(observation.message as Message);
      return reply && { kind: "return", client, ...reply };
    }
    return kind === "crash" && options.isDurable !== true ? { kind, client } : undefined;
  };
}

/** What {@link inputOperations} takes. Types are what the machines promise, and nobody checks them. */
export interface InputOperations<Input, Output, Invocation> {
  /** What an input asks for; undefined if it is no request. */
  request(input: Input, machine: MachineId): OperationRequest<Invocation> | undefined;
  /** What an output answers; undefined if it is no reply. */
  reply(output: Output, machine: MachineId): OperationReply | undefined;
  /** Whether machines know after a crash what they have to answer. By default a crash makes them forget it. */
  readonly isDurable?: boolean;
}

/**
 * The operations of machines that take requests as inputs and put out replies. Each input is an operation; a machine that
 * may have several open at once and answers them in another order says in its replies which it answers, by `id`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inputOperations, type RegisterInvocation } from "@millrace/core";
 *
 * const reads = inputOperations<"read", { value: string }, RegisterInvocation>({
 *   request: () => ({ invocation: { type: "read" } }),
 *   reply: ({ value }) => ({ result: value }),
 * });
 * assert.deepEqual(reads({ kind: "input", machine: "a", input: "read" }), {
 *   kind: "invoke", client: "a", invocation: { type: "read" },
 * });
 * assert.deepEqual(reads({ kind: "output", machine: "a", output: { value: "v" } }), {
 *   kind: "return", client: "a", result: "v",
 * });
 * ```
 */
export function inputOperations<Input, Output, Invocation>(
  options: InputOperations<Input, Output, Invocation>,
): HistoryReader<Invocation> {
  return (observation) => {
    const { kind, machine: client } = observation;
    if (kind === "input") {
      const request = options.request(observation.input as Input, client);
      return request && { kind: "invoke", client, ...request };
    }
    if (kind === "output") {
      const reply = options.reply(observation.output as Output, client);
      return reply && { kind: "return", client, ...reply };
    }
    return kind === "crash" && options.isDurable !== true ? { kind, client } : undefined;
  };
}
