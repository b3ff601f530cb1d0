/**
 * What a scalar clock is after tens of thousands of events, where counters of eight and sixteen bits have run over.
 *
 * The engine copies every state and keeps every event: it would take seconds. Here the handlers of three machines are
 * called directly, in one fixed order. All else that a handler must and must not do is for the engine to check.
 */
import { type AnyMachine, type Broken, type MachineId, broken, describeValue } from "@millrace/core";
import { DrivenMachine, HandlerThrew } from "./driven-machine.ts";
import { counterStamp } from "./lamport-clock.laws.ts";

/**
 * Judges a clock on one long run: each request is stamped one above the last stamp, each receipt one above the later of
 * its sending and the last stamp, and each send request sends one message, up to 66,000. Beyond 1,000, only every 256th stamp
 * is read: a counter that has run over stays wrong.
 *
 * A clock may remember more than a number. One whose memory grows with each event is right too, but takes ever more time:
 * it is followed for 300 requests, enough for eight bits.
 */
export function judgeLongRun(machine: AnyMachine): Broken | undefined {
  try {
    const run = new LongRun(machine);
    run.takeRequests(30);
    const early = run.room;
    run.takeRequests(300);
    if (run.room < early + growthAllowed) {
      run.takeRequests(1_000);
      run.takeManyRequests(66_000);
    }
    run.end();
    return undefined;
  } catch (error) {
    if (error instanceof Found) return error.broken;
    if (error instanceof HandlerThrew) return broken(`${error.machine} does its work`, error.message);
    throw error;
  }
}

/** Counters with more digits take a few letters more; 270 events that are kept take more than these. */
const growthAllowed = 100;

/** In the longest part. Where sixteen bits end, it looks, too. */
const looksEvery = 256;

/** `extract` takes request after request, and `load` receives each of its messages at once. `report` is far behind. */
class LongRun {
  private readonly extract: DrivenMachine;
  private readonly load: DrivenMachine;
  private readonly report: DrivenMachine;
  private taken = 0;
  /** A message of `report`'s first event, which stays on its way to the end. */
  private readonly late: unknown;

  constructor(machine: AnyMachine) {
    this.extract = new DrivenMachine(machine, { self: "extract", peers: ["load", "report"] });
    this.load = new DrivenMachine(machine, { self: "load", peers: ["extract", "report"] });
    this.report = new DrivenMachine(machine, { self: "report", peers: ["extract", "load"] });
    this.late = send(this.report, "extract", 1);
  }

  /** How much room the machines' memories take. */
  get room(): number {
    return this.extract.room + this.load.room + this.report.room;
  }

  /** Goes on until `extract` has taken so many requests, most of which send. */
  takeRequests(count: number): void {
    for (let counter = this.taken + 1; counter <= count; counter++) {
      if (counter % 10 === 0) haveEvent(this.extract, counter);
      else this.tellLoad(counter);
    }
    this.taken = count;
  }

  /** The same, but few send. */
  takeManyRequests(count: number): void {
    while (this.taken < count) {
      const next = Math.min(this.taken + looksEvery - (this.taken % looksEvery), count);
      haveEventsUnseen(this.extract, next - 1 - this.taken);
      this.tellLoad(next);
      this.taken = next;
    }
  }

  private tellLoad(counter: number): void {
    receive(this.load, { message: send(this.extract, "load", counter), from: "extract" }, counter + 1);
  }

  /** Old news reaches the machine that is far ahead, and new news the machine that is far behind. */
  end(): void {
    const { extract, report, taken } = this;
    receive(extract, { message: this.late, from: "report" }, taken + 1);
    const message = send(extract, "report", taken + 2);
    receive(report, { message, from: "extract" }, taken + 3);
    haveEvent(report, taken + 4);
  }
}

function haveEvent(machine: DrivenMachine, counter: number): void {
  machine.onInput({ type: "local" });
  expectStamp(machine, counter, () => "an event of its own");
  expectSends(machine, []);
}

/** What these are stamped with, the next stamp that is read tells. */
function haveEventsUnseen(machine: DrivenMachine, count: number): void {
  const { outputs, sends } = machine.takeUnseen({ type: "local" }, count);
  if (outputs !== count)
    throw new Found(`${machine.self} puts out ${count} stamps for ${count} events of its own`, `it put out ${outputs}`);
  if (sends > 0) throw new Found(`${machine.self} sends nothing at an event of its own`, `it sent messages: ${sends}`);
}

/** Gives the message. */
function send(machine: DrivenMachine, to: MachineId, counter: number): unknown {
  machine.onInput({ type: "send", to });
  expectStamp(machine, counter, () => `its sending to ${to}`);
  expectSends(machine, [to]);
  return machine.sends[0]?.message;
}

function receive(
  machine: DrivenMachine,
  { message, from }: { readonly message: unknown; readonly from: MachineId },
  counter: number,
): void {
  machine.onMessage(message, from);
  expectStamp(machine, counter, () => `the receipt of a message from ${from}`);
  expectSends(machine, []);
}

function expectStamp({ self, outputs }: DrivenMachine, counter: number, event: () => string): void {
  if (outputs.length === 1 && counterStamp.parse(outputs[0]) === counter) return;
  throw new Found(
    `${self} puts out { type: "stamped", counter: ${counter} } for ${event()}`,
    `it put out ${outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ")}`,
  );
}

function expectSends({ self, outputs, sends }: DrivenMachine, receivers: readonly MachineId[]): void {
  if (sends.length === receivers.length && sends.every(({ to }, index) => to === receivers[index])) return;
  throw new Found(
    `${self} sends ${receivers.length === 0 ? "nothing" : `one message, to ${receivers.join()},`} when it puts out ${outputs.map(describeValue).join()}`,
    `it sent ${sends.length === 0 ? "nothing" : sends.map(({ to }) => `one to ${to}`).join(" and ")}`,
  );
}

/** Ends the run at what is wrong. */
class Found extends Error {
  readonly broken: Broken;

  constructor(expected: string, actual: string) {
    super(expected);
    this.broken = broken(expected, actual);
  }
}
