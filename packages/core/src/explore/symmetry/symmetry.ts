/**
 * Symmetry: machines that can be exchanged make states that differ only in who is who. A search need visit one of them.
 *
 * Of all the states that exchanging machines makes of one, a representative is chosen that is the same for each of them,
 * so that there is exactly one for every orbit. Machines are put into the order of what the state says of them
 * (machine-signatures.ts); only where it says the same of several is there a choice left. Mostly these are alike in every
 * respect, and any order gives the same state; where they are not, all orders are compared.
 *
 * Source: C. Norris Ip and David Dill, Better Verification Through Symmetry (1996).
 */
import { SystemError } from "../../system-error.ts";
import type { SpaceParts } from "../space-parts.ts";
import { MachineSignatures } from "./machine-signatures.ts";
import { Permutation } from "./permutation.ts";

/** A state's representative, and the exchange that leads from it to the state. */
export interface Representative {
  readonly row: Int32Array;
  readonly permutation: Permutation;
}

/** So many orders of machines that look alike are compared; more would take minutes for one state. */
const mostOrders = 5040;

export class Symmetry {
  private readonly parts: SpaceParts;
  private readonly groups: readonly (readonly number[])[];
  private readonly members: readonly number[];
  private readonly signatures: MachineSignatures;
  private readonly permutations = new Map<string, Permutation>();
  private readonly best: Int32Array;
  private readonly other: Int32Array;

  /** `groups`: nodes that can be exchanged with one another, at least two in each, and none in two. */
  constructor(parts: SpaceParts, groups: readonly (readonly number[])[]) {
    this.parts = parts;
    this.groups = groups;
    this.members = groups.flat();
    this.signatures = new MachineSignatures(parts, groups);
    this.best = new Int32Array(parts.layout.width);
    this.other = new Int32Array(parts.layout.width);
  }

  /** The representative of a state; its row is overwritten by the next call. */
  canonical(row: Int32Array): Representative {
    const orders = this.groups.map((group) => this.tiesOf(group, row));
    let permutation = this.permutationTo(orders.map((ties) => ties.flat()));
    permutation.apply(row, this.best);
    for (const order of this.otherOrders(orders, row)) {
      const candidate = this.permutationTo(order);
      candidate.apply(row, this.other);
      if (!this.isBefore(this.other, this.best)) continue;
      this.best.set(this.other);
      permutation = candidate;
    }
    return { row: this.best, permutation };
  }

  /** The exchange after which machines stand as after `first`, and then `second`. */
  chain(first: Permutation, second: Permutation): Permutation {
    return this.permutation(first.nodes.map((node) => second.nodes[node] as number));
  }

  /** The exchange that undoes another. */
  inverse({ nodes }: Permutation): Permutation {
    const back = nodes.slice();
    for (const [node, target] of nodes.entries()) back[target] = node;
    return this.permutation(back);
  }

  get identity(): Permutation {
    return this.permutation(this.parts.system.nodes.map(({ index }) => index));
  }

  /** The exchanges of each machine and the next of its group: all others are chains of these. */
  get neighbours(): Permutation[] {
    return this.groups.flatMap((group) => group.slice(1).map((node, place) => this.swap(group[place] as number, node)));
  }

  /** The exchange of two machines. */
  private swap(left: number, right: number): Permutation {
    return this.permutation(
      this.parts.system.nodes.map(({ index }) => (index === left ? right : index === right ? left : index)),
    );
  }

  /** The machines of a group in the order of their signatures, those with one signature together. */
  private tiesOf(group: readonly number[], row: Int32Array): number[][] {
    const signed = group.map((node) => ({ node, text: this.signatures.of(node, row) }));
    signed.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : left.node - right.node));
    const ties: number[][] = [];
    for (const [place, { node, text }] of signed.entries()) {
      if (place > 0 && signed[place - 1]?.text === text) ties[ties.length - 1]?.push(node);
      else ties.push([node]);
    }
    return ties;
  }

  /** All other orders that keep the signatures' order; none if machines with one signature are alike in every respect. */
  private otherOrders(orders: readonly (readonly (readonly number[])[])[], row: Int32Array): number[][][] {
    const open = orders.map((ties) => ties.map((tie) => (this.areAlike(tie, row) ? [[...tie]] : listOrders(tie))));
    const count = open.flat().reduce((product, choices) => product * choices.length, 1);
    if (count === 1) return [];
    return combine(open.map((ties) => combine(ties).map((tie) => tie.flat())));
  }

  /** Whether exchanging any two of these machines makes no difference to a state. */
  private areAlike(tie: readonly number[], row: Int32Array): boolean {
    this.identity.apply(row, this.other);
    const sorted = this.other.slice();
    return tie.slice(1).every((node, place) => {
      this.swap(tie[place] as number, node).apply(row, this.other);
      return this.other.every((value, column) => value === sorted[column]);
    });
  }

  /** The exchange that gives the first machine of an order the first place of its group, and so on. */
  private permutationTo(orders: readonly (readonly number[])[]): Permutation {
    const nodes = this.parts.system.nodes.map(({ index }) => index);
    for (const [group, order] of orders.entries()) {
      for (const [place, node] of order.entries()) nodes[node] = this.groups[group]?.[place] as number;
    }
    return this.permutation(nodes);
  }

  private permutation(nodes: readonly number[]): Permutation {
    const key = nodes.join();
    let permutation = this.permutations.get(key);
    if (permutation === undefined) {
      permutation = new Permutation(this.parts, nodes, this.members);
      this.permutations.set(key, permutation);
    }
    return permutation;
  }

  /** Compares two states by what they say, as numbers differ from thread to thread. */
  private isBefore(left: Int32Array, right: Int32Array): boolean {
    for (let column = 0; column < left.length; column++) {
      if (left[column] === right[column]) continue;
      return this.describe(column, left) < this.describe(column, right);
    }
    return false;
  }

  private describe(column: number, row: Int32Array): string {
    const { layout, locals, inboxes, events, messages, monitors } = this.parts;
    const number = row[column] as number;
    const node = column - layout.inboxes;
    if (column < locals.length) return locals[column]?.text(number) ?? "";
    if (node >= 0 && node < inboxes.length)
      return (inboxes[node]?.list(number) ?? [])
        .map((event) => `${events[node]?.channelOf(event)} ${messages.text(events[node]?.messageOf(event) ?? -1)}`)
        .join("\n");
    if (column >= layout.monitors) return monitors[column - layout.monitors]?.text(number) ?? "";
    return String(number).padStart(12);
  }
}

function listOrders(items: readonly number[]): number[][] {
  const count = items.reduce((product, _item, place) => product * (place + 1), 1);
  if (count > mostOrders)
    throw new SystemError(
      `Cannot use symmetry here as ${items.length} machines look alike in a state that tells them apart: there are ${count} orders of them. Search without symmetry, or with fewer machines.`,
    );
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, place) => listOrders(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

/** One choice from each list, in every combination. */
function combine<Item>(lists: readonly (readonly Item[])[]): Item[][] {
  return lists.reduce<Item[][]>((made, list) => made.flatMap((start) => list.map((item) => [...start, item])), [[]]);
}
