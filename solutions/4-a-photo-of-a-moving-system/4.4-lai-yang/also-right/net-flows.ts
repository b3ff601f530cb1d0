/**
 * Right as well: keeps no history, but for each channel how often each amount went along it. A report is such a table, and
 * what was in transit is the difference of two numbers for each amount.
 */
import { type Context, type Machine, type MachineId, clone, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

/** How often each amount was sent to a machine, less how often it came from there: two tables, told apart by their key. */
type Table = Record<string, Record<number, number>>;

interface State {
  balance: number;
  table: Table;
  taken: { readonly snapshot: string; readonly for: MachineId }[];
  piles: { readonly snapshot: string; readonly tables: [MachineId, Table][] }[];
}

interface Tagged {
  readonly taken: State["taken"];
}

type Message = Tagged &
  (
    | (Transfer & { readonly kind: "money" })
    | { readonly kind: "hello" }
    | { readonly kind: "table"; readonly table: Table; readonly snapshot: string }
  );

type Reach = Context<Message, Recording>;

export const laiYang: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, table: {}, taken: [], piles: [] }),

  onMessage(state, message, from, context) {
    for (const { snapshot, for: whom } of message.taken) take(state, { snapshot, whom }, context);
    if (message.kind === "money") {
      state.balance += message.amount;
      count(state.table, ["in", from], message.amount);
    }
    if (message.kind === "table") add(state, { from, table: message.table, snapshot: message.snapshot }, context);
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") {
      take(state, { snapshot: input.snapshot, whom: context.self }, context);
      for (const peer of context.peers) context.send(peer, { kind: "hello", taken: state.taken });
    } else {
      count(state.table, ["out", input.to], input.amount);
      context.send(input.to, { kind: "money", type: "transfer", amount: input.amount, taken: state.taken });
      state.balance -= input.amount;
    }
  },
});

function take(
  state: State,
  { snapshot, whom }: { readonly snapshot: string; readonly whom: MachineId },
  context: Reach,
): void {
  if (state.taken.some((each) => each.snapshot === snapshot)) return;
  context.output({ type: "recorded", snapshot, balance: state.balance });
  state.taken.push({ snapshot, for: whom });
  const table = clone(state.table);
  if (whom === context.self) add(state, { from: whom, table, snapshot }, context);
  else context.send(whom, { kind: "table", table, snapshot, taken: state.taken });
}

function add(
  { piles }: State,
  { from, table, snapshot }: { readonly from: MachineId; readonly table: Table; readonly snapshot: string },
  context: Reach,
): void {
  let pile = piles.find((each) => each.snapshot === snapshot);
  if (pile === undefined) piles.push((pile = { snapshot, tables: [] }));
  pile.tables.push([from, table]);
  if (pile.tables.length < context.peers.length + 1) return;
  for (const [source, out] of pile.tables) {
    for (const [goal, into] of pile.tables) {
      if (source === goal) continue;
      const counts = Object.entries(out[keyOf(["out", goal])] ?? {});
      const transfers = counts.flatMap(([amount, times]) => {
        const left = times - (into[keyOf(["in", source])]?.[Number(amount)] ?? 0);
        return Array.from({ length: left }, () => Number(amount));
      });
      context.output({ type: "channel", snapshot, from: source, to: goal, transfers });
    }
  }
}

function count(table: Table, way: readonly [string, MachineId], amount: number): void {
  const row = (table[keyOf(way)] ??= {});
  row[amount] = (row[amount] ?? 0) + 1;
}

function keyOf(way: readonly [string, MachineId]): string {
  return way.join(" ");
}
