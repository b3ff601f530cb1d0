import { unknownInvocation, type SequentialModel } from "./sequential-model.ts";

/** What can be asked of a register. A write may return anything; a read returns the value. */
export type RegisterInvocation =
  | { readonly type: "read" }
  | {
      readonly type: "write";
      /** Plain data. */
      readonly value: unknown;
    };

/**
 * A register: a read returns what was written last, or `initial` (null by default).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readWriteRegister } from "@millrace/core";
 *
 * const register = readWriteRegister({ initial: 0 });
 * const { state } = register.apply(register.start(""), { type: "write", value: 5 });
 * assert.deepEqual(register.apply(state, { type: "read" }), { state: 5, result: 5 });
 * ```
 */
export function readWriteRegister(
  options: { readonly initial?: unknown } = {},
): SequentialModel<unknown, RegisterInvocation> {
  const initial = "initial" in options ? options.initial : null;
  return {
    name: "register",
    start: () => initial,
    apply(state, invocation) {
      switch (invocation.type) {
        case "read":
          return { state, result: state };
        case "write":
          return { state: invocation.value };
        default:
          throw unknownInvocation("register", invocation, `{ type: "read" } or { type: "write", value }`);
      }
    },
    isRead: ({ type }) => type === "read",
    isBlindWrite: ({ type }) => type === "write",
  };
}
