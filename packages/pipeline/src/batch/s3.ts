/**
 * S3: objects by key, on the disk. What was put is read by whoever reads from then on. A put is made under "If-None-Match: *"
 * alone: whoever comes second is told so (412), and nothing is ever overwritten.
 */
import { type Disk, type Machine, defineMachine } from "@millrace/core";
import type { Answer, Request, StoredObject } from "./messages.ts";

/** What s3 shows of itself: by key, how many rows there are. */
export interface S3State {
  readonly objects: Record<string, number>;
}

/** What the station asks of whatever keeps the objects. */
export interface ObjectStore {
  /** Keeps it, if there is nothing under the key; says whether it did. */
  putIfAbsent(key: string, object: StoredObject): boolean;
  /** undefined if there is nothing. */
  get(key: string): StoredObject | undefined;
  /** The keys that begin with `prefix`, in their order. */
  list(prefix: string): string[];
}

/** The station "s3". */
export function s3(open: (disk: Disk) => ObjectStore = objectsOnDisk): Machine<S3State, Request | Answer> {
  return defineMachine({
    start({ disk }): S3State {
      const store = open(disk);
      return { objects: Object.fromEntries(store.list("").map((key) => [key, store.get(key)?.rows.length ?? 0])) };
    },

    onMessage(state, message, from, context) {
      const store = open(context.disk);
      if (message.type === "put") {
        const { request, key, rows, lsn } = message;
        const isNew = store.putIfAbsent(key, { rows, lsn });
        if (isNew) state.objects[key] = rows.length;
        context.send(from, { type: "stored", request, key, status: isNew ? 200 : 412 });
      } else if (message.type === "get") {
        const { request, key } = message;
        const object = store.get(key);
        const found = { type: "object", request, key } as const;
        context.send(from, object === undefined ? { ...found, status: 404 } : { ...found, status: 200, ...object });
      } else if (message.type === "list") {
        context.send(from, { type: "keys", request: message.request, keys: store.list(message.prefix) });
      }
    },
  });
}

/** Objects on the disk of their machine. */
export function objectsOnDisk(disk: Disk): ObjectStore {
  // Nobody else writes under these keys.
  const keys = (): string[] => (disk.read("keys") ?? []) as string[];
  const get = (key: string): StoredObject | undefined => disk.read(`object ${key}`) as StoredObject | undefined;
  return {
    get,
    putIfAbsent(key, object) {
      if (get(key) !== undefined) return false;
      disk.write(`object ${key}`, object);
      disk.write("keys", [...keys(), key].toSorted());
      return true;
    },
    list: (prefix) => keys().filter((key) => key.startsWith(prefix)),
  };
}
