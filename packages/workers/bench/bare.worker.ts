/**
 * A worker for each way of sending that is measured, none of them a machine: posts as they are, comlink's calls, and our
 * channels by themselves.
 */
import { expose, wrap } from "comlink";
import { endpoint } from "#worker-host";
import { BatchingEndpoint } from "../src/machine/batching-endpoint.ts";
import { Inbox } from "../src/machine/inbox.ts";
import { Outbox } from "../src/machine/outbox.ts";
import type { ChannelSide } from "../src/worker-protocol.ts";
import type { Order } from "./systems.ts";

/** What the worker is to be, and over which ports it speaks. */
export interface Role {
  readonly way: "post" | "comlink" | "channel";
  /** `send` floods, `count` counts to `messages`; `ping` plays so many rounds with `pong`. */
  readonly part: "send" | "count" | "ping" | "pong";
  readonly messages: number;
  readonly batch: number;
  /** To the other worker and from it. */
  readonly out: MessagePort;
  readonly in: MessagePort;
  /** Told when it is ready, and when it is done. */
  readonly report: MessagePort;
}

/** Comlink calls that are not answered yet, at most. */
const callsInFlight = 100;

endpoint.addEventListener("message", ({ data }: MessageEvent<Role>) => {
  const { report, part } = data;
  const begin = ways[data.way](data, () => report.postMessage("done"));
  report.addEventListener("message", () => (part === "send" || part === "ping" ? begin() : undefined));
  report.start();
  report.postMessage("ready");
});

type Way = (role: Role, done: () => void) => () => void;

const ways: Readonly<Record<Role["way"], Way>> = { post: byPost, comlink: byComlink, channel: byChannel };

function byPost({ part, messages, batch, out, in: incoming }: Role, done: () => void): () => void {
  let seen = 0;
  incoming.addEventListener("message", ({ data }: MessageEvent<readonly Order[]>) => {
    for (const { id } of data) seen += id < 0 ? 0 : 1;
    if (part === "pong") return out.postMessage(data);
    if (seen >= messages) {
      seen = 0;
      return done();
    }
    if (part === "ping") out.postMessage(data);
  });
  incoming.start();
  return () => {
    if (part === "ping") out.postMessage([order(0)]);
    else inTurns(messages, batch, (first) => out.postMessage(orders(first, batch)));
  };
}

function byComlink({ part, messages, out, in: incoming }: Role, done: () => void): () => void {
  let seen = 0;
  const side = {
    take({ id }: Order): void {
      seen += id < 0 ? 0 : 1;
      if (part !== "count" || seen < messages) return;
      seen = 0;
      done();
    },
  };
  expose(side, incoming);
  const peer = wrap<typeof side>(out);
  let next = messages;
  const goOn = async (): Promise<void> => {
    while (next < messages) await peer.take(order(next++));
  };
  return () => {
    next = 0;
    // A call that is answered is a round trip.
    if (part === "ping") void goOn().then(done);
    else for (let call = 0; call < callsInFlight; call++) void goOn();
  };
}

function byChannel({ part, messages, batch, out, in: incoming }: Role, done: () => void): () => void {
  const outbox = new Outbox();
  outbox.connect(out);
  const inbox = new Inbox({ channel: "a → b", kind: "fifo", seed: 0, nodes: 2 });
  const stamp = [1, 0];
  let seen = 0;
  const receive = (): void => {
    for (let letter = inbox.next(0); letter !== undefined; letter = inbox.next(0)) {
      inbox.finish(letter, 0);
      if (letter.batch.left === 0) letter.batch.acknowledge();
      seen += 1;
      if (part === "pong" || (part === "ping" && seen < messages)) outbox.add(letter.message, stamp);
    }
    outbox.flush();
    if (seen < messages || part === "pong") return;
    seen = 0;
    done();
  };
  const incomingEnd = new BatchingEndpoint(incoming);
  const side: ChannelSide = {
    deliver: (letters) =>
      new Promise((acknowledge) => {
        inbox.accept(letters, { nowMs: 0, acknowledge });
        receive();
      }),
  };
  expose(side, incomingEnd);
  setInterval(() => incomingEnd.flush(), 10);
  return () => {
    if (part === "ping") {
      outbox.add(order(0), stamp);
      outbox.flush();
    } else {
      inTurns(messages, batch, (first) => {
        for (let id = first; id < first + batch; id++) outbox.add(order(id), stamp);
        outbox.flush();
      });
    }
  };
}

/** One batch a turn, so that the worker hears what comes in between. */
function inTurns(messages: number, batch: number, send: (first: number) => void): void {
  const { port1, port2 } = new MessageChannel();
  let first = 0;
  port1.addEventListener("message", () => {
    send(first);
    first += batch;
    if (first < messages) port2.postMessage(null);
    else port1.close();
  });
  port1.start();
  port2.postMessage(null);
}

function orders(first: number, batch: number): Order[] {
  return Array.from({ length: batch }, (_unused, place) => order(first + place));
}

function order(id: number): Order {
  return { type: "order", id };
}
