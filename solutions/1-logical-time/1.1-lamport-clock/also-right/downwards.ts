/** A class whose methods share a helper. It counts downwards from −100, and its messages say more than they must. */
import { type Context, type Machine, type MachineId } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly counter: number; readonly machine: string };

interface State {
  lowest: number;
}

interface Message {
  readonly lowest: number;
  readonly from: MachineId;
  readonly sentAtMs: number;
}

const origin = -100;

class DownwardClock implements Machine<State, Message, object, Input> {
  start(): State {
    return { lowest: origin };
  }

  onMessage(state: State, message: Message, _from: MachineId, context: Context<Message, object>): void {
    this.goDown(state, message.lowest, context);
  }

  onInput(state: State, input: Input, context: Context<Message, object>): void {
    const lowest = this.goDown(state, origin, context);
    if (input.type === "send") context.send(input.to, { lowest, from: context.self, sentAtMs: context.now() });
  }

  private goDown(state: State, heard: number, context: Context<Message, object>): number {
    state.lowest = Math.min(state.lowest, heard) - 1;
    context.output({ type: "stamped", counter: origin - state.lowest });
    return state.lowest;
  }
}

export const lamportClock: Machine<State, Message, object, Input> = new DownwardClock();

/** Shorter names first, and no number but −∞, 0 and ∞. */
export function compareStamps(first: Stamp, second: Stamp): number {
  const differences = [first.counter - second.counter, first.machine.length - second.machine.length];
  const decisive =
    differences.find((difference) => difference !== 0) ??
    Number(first.machine > second.machine) - Number(first.machine < second.machine);
  return decisive === 0 ? 0 : decisive * Infinity;
}
