/**
 * Says in each number how much the entry has risen since the last message there. A receiver adds up what each sender has
 * said, apart from the others, and takes the largest.
 */
import { type Context, type Machine, type MachineId } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Rises = Readonly<Record<MachineId, number>>;
type Message = { readonly entries: Rises };
type Counts = Map<MachineId, number>;

interface State {
  /** By sender: what it has said, added up; by the machine's own name: its own events. */
  readonly heard: Map<MachineId, Counts>;
  /** By receiver: what has risen since the last message there; there from the first message on. */
  readonly untold: Map<MachineId, Counts>;
}

class RisingClock implements Machine<State, Message, object, Input> {
  start(): State {
    return { heard: new Map(), untold: new Map() };
  }

  onMessage(state: State, { entries }: Message, from: MachineId, context: Context<Message, object>): void {
    for (const [machine, rise] of Object.entries(entries)) this.raise(state, { by: from, machine, rise });
    this.stamp(state, context);
  }

  onInput(state: State, input: Input, context: Context<Message, object>): void {
    this.stamp(state, context);
    if (input.type === "local") return;
    const news = state.untold.get(input.to) ?? this.known(state);
    context.send(input.to, { entries: Object.fromEntries(news) });
    state.untold.set(input.to, new Map());
  }

  private stamp(state: State, { self, output }: Context<Message, object>): void {
    this.raise(state, { by: self, machine: self, rise: 1 });
    output({ type: "stamped", vector: Object.fromEntries(this.known(state)) });
  }

  private raise(state: State, { by, machine, rise }: { by: MachineId; machine: MachineId; rise: number }): void {
    const before = this.known(state).get(machine) ?? 0;
    const said = state.heard.get(by) ?? new Map<MachineId, number>();
    said.set(machine, (said.get(machine) ?? 0) + rise);
    state.heard.set(by, said);
    const risen = (this.known(state).get(machine) ?? 0) - before;
    if (risen === 0) return;
    for (const untold of state.untold.values()) untold.set(machine, (untold.get(machine) ?? 0) + risen);
  }

  private known({ heard }: State): Counts {
    const known: Counts = new Map();
    for (const said of heard.values())
      for (const [machine, count] of said) known.set(machine, Math.max(count, known.get(machine) ?? 0));
    return known;
  }
}

export const singhalKshemkalyani: Machine<State, Message, object, Input> = new RisingClock();
