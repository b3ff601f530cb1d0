import { equal } from "../plain.ts";
import { unknownInvocation, type SequentialModel } from "./sequential-model.ts";

/**
 * What can be asked of a key-value map. Values are plain data. A put or a delete may return anything; a get returns the
 * value; a compare-and-set returns whether the value was `expected`, and so was set to `value`.
 */
export type KeyValueInvocation =
  | { readonly type: "get"; readonly key: string }
  | { readonly type: "put"; readonly key: string; readonly value: unknown }
  | { readonly type: "delete"; readonly key: string }
  | {
      readonly type: "compare-and-set";
      readonly key: string;
      readonly expected: unknown;
      readonly value: unknown;
    };

/** What {@link keyValueMap} takes. */
export interface KeyValueMapOptions {
  /** The values at first, by key; none by default. */
  readonly initial?: Readonly<Record<string, unknown>>;
  /** What a key without a value has: what a get returns and a compare-and-set finds there. null by default. */
  readonly absent?: unknown;
}

/**
 * A map from keys to values: get, put, delete, compare-and-set. Each key is checked by itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { keyValueMap } from "@millrace/core";
 *
 * const map = keyValueMap({ initial: { x: 1 } });
 * const swap = { type: "compare-and-set", key: "x", expected: 1, value: 2 } as const;
 * assert.deepEqual(map.apply(map.start("x"), swap), { state: 2, result: true });
 * assert.deepEqual(map.apply(map.start("y"), swap), { state: null, result: false });
 * ```
 */
export function keyValueMap(options: KeyValueMapOptions = {}): SequentialModel<unknown, KeyValueInvocation> {
  const { initial = {} } = options;
  const absent = "absent" in options ? options.absent : null;
  return {
    name: "key-value map",
    start: (key) => (Object.hasOwn(initial, key) ? initial[key] : absent),
    apply(state, invocation) {
      switch (invocation.type) {
        case "get":
          return { state, result: state };
        case "put":
          return { state: invocation.value };
        case "delete":
          return { state: absent };
        case "compare-and-set": {
          const isSet = equal(state, invocation.expected);
          return { state: isSet ? invocation.value : state, result: isSet };
        }
        default:
          throw unknownInvocation("key-value map", invocation, `get, put, delete or compare-and-set as "type"`);
      }
    },
    keyOf: ({ key }) => key,
    isRead: ({ type }) => type === "get",
    isBlindWrite: ({ type }) => type === "put" || type === "delete",
  };
}
