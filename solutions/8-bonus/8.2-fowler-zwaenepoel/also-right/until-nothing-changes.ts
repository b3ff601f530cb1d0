/** Begins with the parents, and takes in what the entries that the vector points to name, until nothing changes any more. */
import { type Context, type Machine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Message = { readonly count: number };
type Counts = Readonly<Record<string, number>>;

/** The parents so far, newest last, each with the number of its event; its own are among them. */
type State = { parents: readonly (readonly [string, number])[] };

class Logger implements Machine<State, Message, object, Input> {
  start(): State {
    return { parents: [] };
  }

  onMessage(state: State, { count }: Message, from: string, context: Context<Message, object>): void {
    const older = state.parents.find(([name, number]) => name === from && number >= count);
    if (older === undefined) state.parents = [...state.parents.filter(([name]) => name !== from), [from, count]];
    this.log(state, context);
  }

  onInput(state: State, input: Input, context: Context<Message, object>): void {
    const count = this.log(state, context);
    if (input.type === "send") context.send(input.to, { count });
  }

  private log(state: State, { self, output }: Context<Message, object>): number {
    const [, before] = state.parents.find(([name]) => name === self) ?? [self, 0];
    state.parents = [...state.parents.filter(([name]) => name !== self), [self, before + 1]];
    output({ type: "logged", dependencies: Object.fromEntries(state.parents), at: before });
    return before + 1;
  }
}

export const fowlerZwaenepoel: Machine<State, Message, object, Input> = new Logger();

export function vectorTimeOf(
  logs: Readonly<Record<string, readonly Counts[]>>,
  { machine, count }: { readonly machine: string; readonly count: number },
): Counts {
  let vector: Counts = { [machine]: count };
  for (;;) {
    const next = Object.entries(vector)
      .flatMap(([name, number]) => Object.entries(logs[name]?.[number - 1] ?? {}))
      .reduce<Counts>((merged, [name, number]) => ({ ...merged, [name]: Math.max(number, merged[name] ?? 0) }), vector);
    if (Object.entries(next).every(([name, number]) => number === (vector[name] ?? 0))) return next;
    vector = next;
  }
}
