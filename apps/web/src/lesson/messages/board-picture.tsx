import { type LiveSystem, spawn } from "@millrace/workers";
import { useState } from "react";
import { Problem } from "../../live/problem.tsx";
import { Radios } from "../../live/radios.tsx";
import { useLiveJob } from "../../live/use-live-job.ts";
import { watchToEnd } from "../../live/watch-to-end.ts";
import { boardSystems } from "./board-systems.ts";
import "./messages.css";
import { type Sharing, adders } from "./sharing.ts";

/** How often each of the two adds one. */
const adds = 25;

const ways: readonly (readonly [Sharing, string])[] = [
  ["memory", "reading the number and writing it back"],
  ["notes", "sending a note: add one"],
];

/** What has happened so far. */
interface Sum {
  readonly sharing: Sharing;
  readonly added: number;
  readonly value: number;
}

/** Two workers add to one number on a third, by reading and writing it, or by messages that say what to do. */
export default function BoardPicture() {
  const [sharing, setSharing] = useState<Sharing>("memory");
  const [sum, setSum] = useState<Sum>();
  const { isRunning, problem, run } = useLiveJob();

  function add(): void {
    const start = async (): Promise<LiveSystem> =>
      spawn(boardSystems[sharing], {
        worker: () => new Worker(new URL("./board.worker.ts", import.meta.url), { type: "module" }),
        name: sharing,
        network: { delayMs: [0, 6] },
      });
    void run(start, async (live) => {
      let now: Sum = { sharing, added: 0, value: 0 };
      setSum(now);
      await Promise.all(adders.map((adder) => live.input(adder, { adds })));
      await watchToEnd(live, ({ machine, outputs, state }) => {
        // The board's state is its number, and nothing else.
        if (machine === "board") now = { ...now, value: (state as { readonly value: number }).value };
        if (outputs.length > 0) now = { ...now, added: now.added + outputs.length };
        setSum(now);
      });
    });
  }

  return (
    <div>
      <div className="controls">
        <Radios legend="They add by" of={ways} value={sharing} onChange={setSharing} isDisabled={isRunning} />
        <button type="button" disabled={isRunning} onClick={add}>
          {isRunning ? "Ann and Bob are adding" : `Let Ann and Bob add ${adds} each`}
        </button>
      </div>
      <p className="board">
        On the board: <b className="board-value">{sum?.value ?? 0}</b> · added so far: {sum?.added ?? 0} of{" "}
        {adders.length * adds}
      </p>
      <p role="status">{isRunning ? "They are adding." : tellSum(sum)}</p>
      <Problem told={problem}>Let them add once more to try again.</Problem>
    </div>
  );
}

function tellSum(sum: Sum | undefined): string {
  if (sum === undefined) return "Nothing has run yet.";
  const { added, value } = sum;
  const lost = added - value;
  return lost === 0
    ? `Ann and Bob added one ${added} times, and the board says ${value}. Nothing was lost.`
    : `Ann and Bob added one ${added} times, and the board says ${value}: ${lost} were overwritten.`;
}
