import type { MachineId } from "@millrace/core";

/** A tree of machines that does not change: for each machine but the top one, the machine above it, its *parent*. */
export type Tree = Readonly<Record<MachineId, MachineId>>;

/**
 * The machines whose parent this one is, in the order in which the tree lists them. A *leaf* has none.
 *
 * @example
 * ```ts
 * import { childrenOf } from "@millrace/termination";
 *
 * const tree = { a: "top", b: "top", c: "a" };
 * if (childrenOf(tree, "top").length !== 2) throw new Error("a and b");
 * if (childrenOf(tree, "c").length !== 0) throw new Error("c is a leaf");
 * ```
 */
export function childrenOf(tree: Tree, machine: MachineId): MachineId[] {
  return Object.keys(tree).filter((other) => tree[other] === machine);
}
