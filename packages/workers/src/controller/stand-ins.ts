import { Outbox } from "../machine/outbox.ts";
import type { Past } from "../worker-protocol.ts";

/**
 * Post for the dead. What a machine sent before it was killed is in its channels, and arrives whether it is started again
 * or not. Its worker may have had no time to post all of it: so until its next life does, the journal's copy is posted
 * from here. Receivers know by the numbers what they have had.
 */
export class StandIns {
  readonly #outboxes = new Map<number, Outbox>();

  /** Posts over this port what is known to be in a channel whose sender is down. */
  begin({ channel, ...known }: Past["outgoing"][number], port: MessagePort): void {
    this.end(channel);
    const outbox = new Outbox(known);
    this.#outboxes.set(channel, outbox);
    outbox.connect(port);
  }

  /** The sender speaks for itself again, or there is nobody to hear. */
  end(channel: number): void {
    this.#outboxes.get(channel)?.disconnect();
    this.#outboxes.delete(channel);
  }

  close(): void {
    for (const channel of this.#outboxes.keys()) this.end(channel);
  }
}
