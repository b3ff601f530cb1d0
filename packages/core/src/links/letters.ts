import type { Event } from "../execution.ts";
import type { MachineId } from "../machine.ts";
import { isPort } from "../system.ts";

/** Which message it is, for code that has been changed a little: the `occurrence`-th of its type in its channel, from 0. */
export interface LetterName {
  /** What the message calls itself in its `type`, or what JavaScript calls it: at most 24 characters. */
  readonly type: string;
  /** How many of that type were sent before it from the same sender to the same receiver. */
  readonly occurrence: number;
}

interface Ends {
  readonly from: MachineId;
  readonly to: MachineId;
}

const longestType = 24;

/** The names of all letters that were sent in an execution, in the order of sending. */
export class Letters {
  private readonly names = new Map<number, LetterName>();
  private readonly numbers = new Map<string, number[]>();

  /** Notes what an event sent. */
  note({ machine: from, sends }: Event): void {
    for (const { messageId, to, message } of sends) {
      const type = typeOf(isPort(to) || isPort(from) ? (message as { readonly request: unknown }).request : message);
      const key = keyOf({ from, to }, type);
      const numbers = this.numbers.get(key) ?? [];
      this.numbers.set(key, numbers);
      this.names.set(messageId, { type, occurrence: numbers.length });
      numbers.push(messageId);
    }
  }

  nameOf(messageId: number): LetterName | undefined {
    return this.names.get(messageId);
  }

  /** The number of the send of a letter; undefined if there has been none. */
  numberOf(ends: Ends, { type, occurrence }: LetterName): number | undefined {
    return this.numbers.get(keyOf(ends, type))?.[occurrence];
  }

  /** Whether a letter of that type was sent in a channel. */
  hasType(ends: Ends, type: string): boolean {
    return this.numbers.has(keyOf(ends, type));
  }
}

/** What a message calls itself, in its `type`; else what JavaScript calls it. At most 24 characters of it. */
function typeOf(message: unknown): string {
  const own =
    typeof message === "object" && message !== null && Object.hasOwn(message, "type")
      ? (message as { readonly type: unknown }).type
      : undefined;
  const type = typeof own === "string" ? own : Object.prototype.toString.call(message).slice("[object ".length, -1);
  return type.slice(0, longestType);
}

function keyOf({ from, to }: Ends, type: string): string {
  return JSON.stringify([from, to, type]);
}
