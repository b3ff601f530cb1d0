/**
 * Keeps the matrix by columns: for each machine, how far each of the others is known to have heard of it. Its own vector is
 * kept apart, sent apart, and taken for the sender's at the receiver.
 */
import { type Context, type Machine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Counts = Record<string, number>;

interface Message {
  readonly vector: Counts;
  readonly columns: Record<string, Counts>;
}

interface State {
  vector: Counts;
  /** By machine, then by who has heard of it; of others only. */
  columns: Record<string, Counts>;
}

class MatrixClock implements Machine<State, Message, object, Input> {
  start({ self, peers }: Context<Message, object>): State {
    const zeros = (): Counts => Object.fromEntries(peers.map((peer) => [peer, 0]));
    return { vector: {}, columns: Object.fromEntries([self, ...peers].map((machine) => [machine, zeros()])) };
  }

  onMessage(state: State, { vector, columns }: Message, from: string, context: Context<Message, object>): void {
    for (const [machine, column] of Object.entries(columns)) {
      for (const [knower, count] of Object.entries(column))
        if (knower !== context.self) this.raise(state, { machine, knower, count });
    }
    for (const [machine, count] of Object.entries(vector)) {
      this.raise(state, { machine, knower: from, count });
      state.vector[machine] = Math.max(count, state.vector[machine] ?? 0);
    }
    this.putOut(state, context);
  }

  onInput(state: State, input: Input, context: Context<Message, object>): void {
    this.putOut(state, context);
    if (input.type === "send") context.send(input.to, state);
  }

  private raise({ columns }: State, told: { machine: string; knower: string; count: number }): void {
    const column = (columns[told.machine] ??= {});
    column[told.knower] = Math.max(told.count, column[told.knower] ?? 0);
  }

  private putOut({ vector, columns }: State, { self, output }: Context<Message, object>): void {
    vector[self] = (vector[self] ?? 0) + 1;
    const deletable = Object.entries(columns).map(([machine, column]) => [
      machine,
      Math.min(vector[machine] ?? 0, ...Object.values(column)),
    ]);
    output({ type: "stamped", vector, deletable: Object.fromEntries(deletable) });
  }
}

export const matrixClock: Machine<State, Message, object, Input> = new MatrixClock();
