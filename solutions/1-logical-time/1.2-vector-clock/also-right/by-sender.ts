/**
 * Keeps the largest vector of each sender apart, and merges them only to stamp; sends bare lists of pairs with bigints,
 * before it puts out; and puts out a 0 for everybody whom it could write to.
 */
import { type Context, type Machine, type MachineId, type Context as Reach } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Vector = Readonly<Record<string, number>>;
type Pairs = readonly (readonly [machine: MachineId, count: bigint])[];

interface State {
  own: bigint;
  readonly heard: Map<MachineId, Map<MachineId, bigint>>;
}

class ClockBySender implements Machine<State, Pairs, object, Input> {
  start(): State {
    return { own: 0n, heard: new Map() };
  }

  onMessage(state: State, pairs: Pairs, from: MachineId, context: Reach<Pairs, object>): void {
    const heard = state.heard.get(from) ?? new Map<MachineId, bigint>();
    for (const [machine, count] of pairs) if (count > (heard.get(machine) ?? 0n)) heard.set(machine, count);
    state.heard.set(from, heard);
    state.own += 1n;
    this.putOut(state, context);
  }

  onInput(state: State, input: Input, context: Context<Pairs, object>): void {
    state.own += 1n;
    if (input.type === "send") context.send(input.to, this.all(state, context));
    this.putOut(state, context);
  }

  private putOut(state: State, context: Context<Pairs, object>): void {
    const silent = context.peers.map((peer) => [peer, 0] as const);
    const known = this.all(state, context).map(([machine, count]) => [machine, Number(count)] as const);
    context.output({ vector: Object.fromEntries([...silent, ...known]), type: "stamped" });
  }

  private all({ own, heard }: State, { self }: Context<Pairs, object>): Pairs {
    const all = new Map<MachineId, bigint>();
    for (const [machine, count] of [...heard.values()].flatMap((vector) => [...vector])) {
      if (count > (all.get(machine) ?? 0n)) all.set(machine, count);
    }
    return [...all.set(self, own)].sort();
  }
}

export const vectorClock: Machine<State, Pairs, object, Input> = new ClockBySender();

/** By the signs of all differences. */
export function compareVectors(first: Vector, second: Vector): string {
  const signs = new Set(
    [...new Set([...Object.keys(first), ...Object.keys(second)])].map((machine) =>
      Math.sign((first[machine] ?? 0) - (second[machine] ?? 0)),
    ),
  );
  if (signs.has(-1)) return signs.has(1) ? "concurrent" : "before";
  return signs.has(1) ? "after" : "equal";
}
