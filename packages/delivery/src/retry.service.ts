/** A service to try retries on: it gives the replies that it is told to give, in order, and the last one for ever. */
import { type AnyMachine, type Resource, type Schedule, type System, at, defineSystem } from "@millrace/core";
import type { Failure, Reply } from "./retry.ts";

/** The reply of a service that did its work. */
export const done: Reply = { ok: true, value: "done" };

/** The reply of a service that did not. */
export function refusal(status: number, options: { readonly retryAfterMs?: number } = {}): Failure {
  return { ok: false, status, ...options };
}

/**
 * A client and its service. One request for each of `ids`, "load" by default; the script is shared by them all.
 * `slowMs` is how long {@link slowFirstCall} takes.
 */
export function clientOf(
  client: AnyMachine,
  options: { readonly script: readonly Reply[]; readonly ids?: readonly string[]; readonly slowMs?: number },
): System {
  const { script, ids = ["load"], slowMs = 0 } = options;
  return defineSystem({
    machines: { client },
    resources: { service: service(script) },
    inputs: ids.map((id) => at("client", { id })),
    faults: { clockSkewMs: slowMs },
  });
}

/** The first call takes so long that the client's clock has moved on by `slowMs` when its reply comes. */
export function slowFirstCall(slowMs: number): Schedule {
  return [
    { kind: "input", machine: "client", input: 0 },
    { kind: "deliver", from: "client", to: "port:service", nth: 0 },
    { kind: "skew", machine: "client", byMs: slowMs },
    { kind: "deliver", from: "port:service", to: "client", nth: 0 },
  ];
}

/**
 * So many clients, "c0" and on, without a word to one another, to a service that is down. Each has one request for each
 * of `ids`, "load" by default, 20 ms apart. `seed` is that of their random numbers.
 */
export function crowdOf(
  client: AnyMachine,
  options: {
    readonly clients: number;
    readonly reply: Reply;
    readonly ids?: readonly string[];
    readonly seed?: number;
  },
): System {
  const { clients, reply, ids = ["load"], seed = 0 } = options;
  const names = Array.from({ length: clients }, (_, number) => `c${number}`);
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, client])),
    topology: [],
    resources: { service: service([reply]) },
    inputs: names.flatMap((name) => ids.map((id, number) => at(name, { id }, { atMs: number * 20 }))),
    seed,
  });
}

/** Every script of so many calls: it ends with the first reply that is not worth a retry, or with the last call. */
export function scripts(
  calls: number,
  options: { readonly passing: readonly Reply[]; readonly final: readonly Reply[] },
): Reply[][] {
  const { passing, final } = options;
  if (calls === 1) return [...passing, ...final].map((reply) => [reply]);
  return [
    ...final.map((reply) => [reply]),
    ...passing.flatMap((first) => scripts(calls - 1, options).map((rest) => [first, ...rest])),
  ];
}

function service(script: readonly Reply[]): Resource<{ calls: number }> {
  return {
    start: () => ({ calls: 0 }),
    onCall(state) {
      const reply = script[Math.min(state.calls, script.length - 1)];
      state.calls = Math.min(state.calls + 1, script.length);
      return reply;
    },
  };
}
