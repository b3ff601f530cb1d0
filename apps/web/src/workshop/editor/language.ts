import type { Remote } from "../../shell/worker-calls.ts";

/** What the page asks of TypeScript, which runs in a worker of its own. Positions count UTF-16 units from 0. */
export interface Language {
  /** The learner's file as it is now, and what is wrong with it: spelling of the language first, then types. */
  check(text: string): readonly Mark[];
  complete(text: string, at: number): Completions | undefined;
  /** What a name stands for. */
  explain(text: string, at: number): Explanation | undefined;
  /** As a CommonJS script; or why it cannot be read. */
  transpile(text: string): Transpiled;
  /** The library's file of an exercise's answer: as it is, and with the bodies of its functions left out. */
  answer(name: string): Answer;
  /** The known mistakes of an exercise that these checks catch, each as a script with the mistake in it. */
  mistaken(wanted: MistakesWanted): Promise<readonly MistakenScript[]>;
}

/** A place in the file about which there is something to say. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
}

export interface Completions {
  /** Where the word begins that a choice takes the place of. */
  readonly from: number;
  readonly choices: readonly { readonly label: string; readonly kind: string }[];
}

export interface Explanation {
  readonly from: number;
  readonly to: number;
  /** Its type, then what is written about it. */
  readonly text: string;
}

export type Transpiled =
  | { readonly code: string; /** JSON. */ readonly map: string }
  | { readonly problem: { readonly message: string; readonly from: number } };

export interface Answer {
  readonly text: string;
  readonly signatures: string;
}

export interface MistakesWanted {
  /** The exercise's id: "2.1". */
  readonly id: string;
  /** What its solution hands on: "@millrace/ordering/fifo-delivery.ts". */
  readonly answer: string;
  /** Names of checks. */
  readonly caughtBy: readonly string[];
}

export interface MistakenScript {
  readonly name: string;
  readonly hint: string;
  /** The check that catches it, by its name. */
  readonly caughtBy: string;
  readonly code: string;
}

/** The same over messages. */
export type RemoteLanguage = Remote<Language>;
