import { expose } from "comlink";
import type { Node, System } from "@millrace/core";
import { sharedNowMs } from "../clock.ts";
import type { ChannelSide, Disturbance, Letters, Settings } from "../worker-protocol.ts";
import { BatchingEndpoint } from "./batching-endpoint.ts";
import { type Batch, Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";

/** How long an acknowledgement may wait for others. */
const acknowledgeAfterMs = 10;

/** This machine's ends of all its channels, by the channels' indexes. */
export class ChannelEnds {
  /** What arrives. */
  readonly inboxes: ReadonlyMap<number, Inbox>;
  readonly #outboxes: ReadonlyMap<number, Outbox>;
  /** The ports that letters arrive over. */
  readonly #endpoints = new Map<number, BatchingEndpoint>();
  readonly #onArrival: () => void;
  #acknowledging: ReturnType<typeof setTimeout> | undefined;

  /** `onArrival` is called when letters have been put into an inbox. */
  constructor(
    { system, node }: { readonly system: System; readonly node: Node },
    settings: Pick<Settings, "past" | "networkSeed" | "disturbance" | "held">,
    onArrival: () => void,
  ) {
    this.#onArrival = onArrival;
    const channels = [...system.channels.entries()];
    this.#outboxes = new Map(
      channels
        .filter(([, { from }]) => from === node.id)
        .map(([channel]) => [channel, new Outbox(settings.past?.outgoing.find((known) => known.channel === channel))]),
    );
    this.inboxes = new Map(
      channels
        .filter(([, { to }]) => to === node.id)
        .map(([channel, { from, to, kind }]) => {
          const past = settings.past?.incoming.find((known) => known.channel === channel);
          const options = { channel: `${from} → ${to}`, kind, seed: settings.networkSeed, nodes: system.nodes.length };
          const isLossless = system.nodes.some(({ id, isResource }) => isResource && (id === from || id === to));
          return [channel, new Inbox({ ...options, isLossless, ...(past === undefined ? {} : { past }) })];
        }),
    );
    this.disturb(settings.disturbance);
    this.hold(settings.held);
  }

  /** Takes a port; a newer one replaces it. */
  connect(end: "out" | "in", channel: number, port: MessagePort): void {
    if (end === "out") return this.#outboxes.get(channel)?.connect(port);
    this.#endpoints.get(channel)?.close();
    const endpoint = new BatchingEndpoint(port);
    this.#endpoints.set(channel, endpoint);
    const side: ChannelSide = { deliver: (letters) => this.#receive(channel, letters) };
    expose(side, endpoint);
  }

  /** The machine at the other end is down. */
  disconnect(channels: readonly number[]): void {
    for (const channel of channels) {
      this.#outboxes.get(channel)?.disconnect();
      this.#endpoints.get(channel)?.close();
      this.#endpoints.delete(channel);
    }
  }

  disturb(disturbance: Disturbance): void {
    for (const inbox of this.inboxes.values()) inbox.disturbance = disturbance;
  }

  /** These channels are cut, and no others. */
  hold(channels: readonly number[]): void {
    for (const [channel, inbox] of this.inboxes) inbox.isCut = channels.includes(channel);
  }

  /** Puts a message into an outbox; it leaves at the next {@link flush}. */
  send(channel: number, message: unknown, stamp: readonly number[]): void {
    this.#outboxes.get(channel)?.add(message, stamp);
  }

  /** Posts what was sent. */
  flush(): void {
    for (const outbox of this.#outboxes.values()) outbox.flush();
  }

  /** Acknowledges batches. In no hurry, and many in one post: so the senders are woken less often. */
  acknowledge(batches: readonly Batch[]): void {
    for (const batch of batches) batch.acknowledge();
    this.#acknowledging ??= setTimeout(() => {
      this.#acknowledging = undefined;
      for (const endpoint of this.#endpoints.values()) endpoint.flush();
    }, acknowledgeAfterMs);
  }

  /** When an inbox may have a letter that it has not now; Infinity if that takes another arrival. */
  get nextMs(): number {
    let nextMs = Infinity;
    for (const inbox of this.inboxes.values()) nextMs = Math.min(nextMs, inbox.nextMs);
    return nextMs;
  }

  close(): void {
    clearTimeout(this.#acknowledging);
  }

  #receive(channel: number, letters: Letters): Promise<void> {
    return new Promise((resolve) => {
      // All of them may be known already: then nothing else would have the answer posted.
      const acknowledge = (): void => {
        resolve();
        this.acknowledge([]);
      };
      this.inboxes.get(channel)?.accept(letters, { nowMs: sharedNowMs(), acknowledge });
      this.#onArrival();
    });
  }
}
