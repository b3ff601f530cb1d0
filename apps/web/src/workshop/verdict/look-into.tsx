import { useState } from "react";
import type { Hand } from "../../execution/hand.ts";
import { errorText } from "../../shell/error-text.ts";
import { handThere } from "../grading/hand-there.ts";
import type { FoundRun } from "../grading/said.ts";
import { addressOf } from "../linked-run/address.ts";
import type { Look } from "../use-grading.ts";
import { ShownRun } from "./shown-run.tsx";

/** Opens the run of a verdict, to step through it. */
export function LookInto({ link, look }: { readonly link: string; readonly look: Look }) {
  const [shown, setShown] = useState<Opened | { readonly problem: string } | "asked">();
  const open = async (): Promise<void> => {
    setShown("asked");
    setShown(
      await look(link).then(
        (run) => ({ run, hand: handThere(run, (byHand) => look(link, byHand)) }),
        (error: unknown) => ({ problem: errorText(error) }),
      ),
    );
  };
  if (shown === undefined) {
    return (
      <button type="button" className="quiet-button" onClick={() => void open()}>
        Step through this run
      </button>
    );
  }
  if (shown === "asked") return <p role="status">Running it again …</p>;
  if ("problem" in shown) return <p role="alert">It could not be run again: {shown.problem}</p>;
  return <ShownRun run={shown.run} hand={shown.hand} address={addressOf(link)} />;
}

interface Opened {
  readonly run: FoundRun;
  readonly hand: Hand;
}
