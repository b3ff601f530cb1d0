/**
 * What answering a hello is, whoever wrote it. Reads what the machines are asked, what they put out, and how many
 * messages travel; never what is in a message.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  eventually,
  monitor,
} from "@millrace/core";

/** An answer belongs to a hello: it comes from the machine that was greeted, to the machine that greeted it, once. */
export const answersWhoAsked: MonitorLaw<Open> = monitor<Open, unknown, unknown, { readonly greet: MachineId }>(
  "an answer goes to the machine that said hello, once for each hello",
  {
    start: () => ({ hellos: [] }),
    on: {
      input: (open, { machine, input }) => void open.hellos.push({ from: machine, to: input.greet, isHeard: false }),
      deliver({ hellos }, { machine, from }) {
        for (const hello of hellos) if (hello.from === machine && hello.to === from) hello.isHeard = true;
      },
      output: (open, { machine, output }) => close(open, machine, output),
    },
  },
);

/** Nobody waits for ever. */
export const answersEveryHello: MonitorLaw<Open> = eventually("every hello is answered in the end", {
  of: answersWhoAsked,
  holds: ({ hellos: [first] }) =>
    first === undefined
      ? undefined
      : broken(`${first.to} answers the hello of ${first.from}`, "no answer comes, and nothing is left to happen"),
});

/** A hello and its answer: two messages. */
export const costsTwoMessages: MonitorLaw<{ left: number }> = monitor(
  "a hello and its answer are two messages, and no more",
  {
    start: () => ({ left: 0 }),
    on: {
      input: (budget) => void (budget.left += 2),
      send(budget, { machine, to, message }) {
        if (budget.left === 0)
          return broken(
            "no more messages: two for each hello have been sent",
            `${machine} sent ${describeValue(message)} to ${to}`,
          );
        budget.left -= 1;
        return undefined;
      },
    },
  },
);

/** The hellos that wait for an answer, oldest first. */
export interface Open {
  readonly hellos: {
    readonly from: MachineId;
    readonly to: MachineId;
    /** Whether a message has come from `to` since: any, as laws do not look into messages. */
    isHeard: boolean;
  }[];
}

function close(open: Open, machine: MachineId, output: unknown): Broken | undefined {
  const by = readAnswer(output);
  if (by === undefined)
    return broken(
      `${machine} puts out { type: "answered", by } and nothing else`,
      `it put out ${describeValue(output)}`,
    );
  const place = open.hellos.findIndex(({ from, to }) => from === machine && to === by);
  if (place < 0)
    return broken(
      `${machine} hears of an answer only from a machine that it greeted, once for each hello`,
      `it put out that ${by} answered`,
    );
  if (open.hellos[place]?.isHeard === false)
    return broken(
      `${machine} hears from ${by} before it puts out that ${by} answered`,
      `no message of ${by} has reached it since it said hello`,
    );
  open.hellos.splice(place, 1);
  return undefined;
}

function readAnswer(output: unknown): MachineId | undefined {
  if (typeof output !== "object" || output === null || !("type" in output) || output.type !== "answered")
    return undefined;
  return "by" in output && typeof output.by === "string" ? output.by : undefined;
}
