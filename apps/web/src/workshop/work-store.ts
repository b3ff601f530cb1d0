/** What a learner has written, kept in this browser. Nothing is ever thrown away for good: a copy stays. */
export interface WorkStore {
  /** Undefined if nothing was written yet. */
  read(id: string): string | undefined;
  /** False if it cannot be kept here. */
  write(id: string, text: string): boolean;
  /** What was there before a reset, newest first. */
  copies(id: string): readonly Copy[];
  /** Puts a text among the copies. False if it cannot be kept here. */
  keepCopy(id: string, copy: Copy): boolean;
  /** Forgets what was written, so that the starter is there again. */
  forget(id: string): void;
}

interface Copy {
  /** When it was put there, as ISO 8601 writes it. */
  readonly at: string;
  readonly text: string;
}

/** A store on what the browser gives: it may refuse, for want of room or of permission. */
export function openWorkStore(storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem">): WorkStore {
  const read = (key: string): string | undefined => attempt(() => storage().getItem(key) ?? undefined, undefined);
  const write = (key: string, text: string): boolean =>
    attempt(() => {
      storage().setItem(key, text);
      return true;
    }, false);
  const copies = (id: string): Copy[] => readCopies(read(`${copiesPrefix}${id}`));
  return {
    read: (id) => read(`${workPrefix}${id}`),
    write: (id, text) => write(`${workPrefix}${id}`, text),
    copies,
    keepCopy: (id, copy) => write(`${copiesPrefix}${id}`, JSON.stringify([copy, ...copies(id)].slice(0, copiesKept))),
    forget: (id) => attempt(() => storage().removeItem(`${workPrefix}${id}`), undefined),
  };
}

const workPrefix = "millrace.work.";
const copiesPrefix = "millrace.copies.";
const copiesKept = 10;

function attempt<Value>(run: () => Value, otherwise: Value): Value {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

function readCopies(text: string | undefined): Copy[] {
  const found: unknown = text === undefined ? [] : attempt((): unknown => JSON.parse(text), []);
  return Array.isArray(found) ? found.filter(isCopy) : [];
}

function isCopy(value: unknown): value is Copy {
  const { at, text } = Object(value) as Record<string, unknown>;
  return typeof at === "string" && typeof text === "string";
}
