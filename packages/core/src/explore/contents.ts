import type { ChannelKind } from "../channels.ts";

/**
 * What channels hold, interned: each different content has a small number, 0 being an empty channel. A content is a
 * list of message numbers: in sending order for a `fifo` channel, sorted for the others, whose order means nothing.
 * Putting in and taking out are remembered, so that each is computed once.
 */
export class Contents {
  private readonly numbers = new Map<string, number>([["", 0]]);
  private readonly lists: (readonly number[])[] = [[]];
  private readonly added: Map<number, number>[][] = [];
  private readonly removed: number[][] = [];

  /** The message numbers of a content. */
  list(content: number): readonly number[] {
    return this.lists[content] ?? [];
  }

  /** The content after a message was put in. */
  add(content: number, message: number, kind: ChannelKind): number {
    const byKind = (this.added[content] ??= []);
    const memo = (byKind[kind === "fifo" ? 0 : kind === "any-order" ? 1 : 2] ??= new Map());
    let result = memo.get(message);
    if (result === undefined) {
      result = this.intern(put(this.list(content), message, kind));
      memo.set(message, result);
    }
    return result;
  }

  /** The content after the message at a place was taken out. */
  remove(content: number, place: number): number {
    const memo = (this.removed[content] ??= []);
    return (memo[place] ??= this.intern(this.list(content).filter((_message, index) => index !== place)));
  }

  /** The content after the message at a place was doubled: the copy stands right behind it. */
  double(content: number, place: number): number {
    const list = this.list(content);
    return this.intern([...list.slice(0, place + 1), ...list.slice(place)]);
  }

  private intern(list: readonly number[]): number {
    const key = list.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.lists.length;
      this.numbers.set(key, number);
      this.lists.push(list);
    }
    return number;
  }
}

function put(list: readonly number[], message: number, kind: ChannelKind): readonly number[] {
  if (kind === "fifo") return [...list, message];
  if (kind === "duplicating" && list.includes(message)) return list;
  const place = list.findIndex((other) => other > message);
  return place < 0 ? [...list, message] : [...list.slice(0, place), message, ...list.slice(place)];
}
