import type { Event } from "../execution.ts";

/**
 * Names of messages that stay the same when choices are left out: by the choice under which a message was sent, and which
 * of the messages to its receiver it was there. Places in a channel do not stay, and neither do numbers of sends.
 */
export class SendNames {
  private readonly before: SendNames | undefined;
  private readonly numbers = new Map<string, number>();
  private readonly names = new Map<number, string>();

  /** `before` are the names of a shared past, which must stay as it is while these are in use. */
  constructor(before?: SendNames) {
    this.before = before;
  }

  /** Names what an event sent. `by` names the choice that made it, or the start of a machine. */
  add({ sends }: Event, by: string): void {
    const counts = new Map<string, number>();
    for (const { messageId, to } of sends) {
      const count = counts.get(to) ?? 0;
      counts.set(to, count + 1);
      const name = JSON.stringify([by, to, count]);
      this.numbers.set(name, messageId);
      this.names.set(messageId, name);
    }
  }

  /** The number of the send with a name; undefined if there has been none. */
  numberOf(name: string): number | undefined {
    return this.numbers.get(name) ?? this.before?.numberOf(name);
  }

  /** The name of a send. */
  nameOf(messageId: number): string | undefined {
    return this.names.get(messageId) ?? this.before?.nameOf(messageId);
  }
}
