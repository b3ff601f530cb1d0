import { loading } from "./protocol.node.ts";

/** What a learner's code may print. */
export const printLimits = {
  /** What is shown of one grading. */
  shownLines: 200,
  shownCharacters: 65_536,
  /** What one call may print: far more than anyone reads. A call that prints more is ended. */
  callLines: 10_000,
  callCharacters: 2_000_000,
} as const;

/** Thrown into code that prints without end. */
export class PrintFlood extends Error {
  override readonly name = "PrintFlood";
}

/**
 * Takes the place of this thread's terminal: what is printed goes to `show`, as far as anyone would read it.
 * Exploring runs a handler thousands of times, so a print in it is no flood; one call that prints thousands of lines is.
 */
export class Prints {
  /** Whether a call was ended for printing too much since {@link forget}. */
  flooded = false;
  private lines = 0;
  private characters = 0;
  private callLines = 0;
  private callCharacters = 0;
  private isShown = true;
  private readonly show: (text: string) => void;

  constructor(show: (text: string) => void) {
    this.show = show;
  }

  /** A call of the learner's code begins. */
  beginCall(): void {
    this.callLines = 0;
    this.callCharacters = 0;
  }

  /** A check begins. */
  forget(): void {
    this.flooded = false;
    this.beginCall();
  }

  /** Shows a text or leaves it out; throws a {@link PrintFlood}. */
  write(text: string): void {
    const lines = text.split("\n").length - 1;
    this.count(Math.max(lines, 1), text.length);
    if (!this.isShown) return;
    const room = printLimits.shownCharacters - this.characters;
    this.lines += lines;
    this.characters += text.length;
    this.isShown = this.lines < printLimits.shownLines && this.characters < printLimits.shownCharacters;
    this.show(this.isShown ? text : `${text.slice(0, room).trimEnd()}\n… more was printed than is shown here.\n`);
  }

  /** Puts the process's output streams and the console's methods through {@link write}. */
  takeOver(): void {
    for (const stream of [process.stdout, process.stderr]) {
      stream.write = (chunk: string | Uint8Array): boolean => {
        this.write(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
        return true;
      };
    }
    // What is not shown need not be formatted either.
    for (const name of ["log", "info", "debug", "warn", "error", "dir", "table", "trace"] as const) {
      const original = console[name];
      console[name] = (...values: unknown[]): void => {
        if (this.isShown) Reflect.apply(original, console, values);
        else this.count(1, 0);
      };
    }
  }

  private count(lines: number, characters: number): void {
    this.callLines += lines;
    this.callCharacters += characters;
    if (this.callLines <= printLimits.callLines && this.callCharacters <= printLimits.callCharacters) return;
    this.flooded = true;
    throw new PrintFlood("too much was printed");
  }
}

/** What to tell the author of code that prints without end. `what` is the function, `loading` for the file itself. */
export function describeFlood(what: string): string {
  const who = what === loading ? "Loading the file" : `One call of ${what}`;
  return `${who} printed more than ${printLimits.callLines.toLocaleString("en")} lines. Look for a loop that does not end, or print less.`;
}
