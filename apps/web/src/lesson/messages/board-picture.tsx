import { spawn } from "@millrace/workers";
import { useId, useState } from "react";
import { boardSystems } from "./board-systems.ts";
import { tellProblem, useLiveKeeper } from "./live-keeper.ts";
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
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const keeper = useLiveKeeper();
  const name = useId();

  async function run(): Promise<void> {
    setRunning(true);
    setProblem(undefined);
    try {
      const live = await keeper.start(() =>
        spawn(boardSystems[sharing], {
          worker: () => new Worker(new URL("./board.worker.ts", import.meta.url), { type: "module" }),
          name: sharing,
          network: { delayMs: [0, 6] },
        }),
      );
      if (live === undefined) return;
      let now: Sum = { sharing, added: 0, value: 0 };
      setSum(now);
      await Promise.all(adders.map((adder) => live.input(adder, { adds })));
      const ended = live.settled().then(() => keeper.stop());
      for await (const { machine, outputs, state } of live.events) {
        // The board's state is its number, and nothing else.
        if (machine === "board") now = { ...now, value: (state as { readonly value: number }).value };
        if (outputs.length > 0) now = { ...now, added: now.added + outputs.length };
        setSum(now);
      }
      await ended;
      const [failure] = live.failures;
      if (failure !== undefined) setProblem(`${failure.machine}: ${failure.message}`);
    } catch (error) {
      setProblem(tellProblem(error));
    }
    setRunning(false);
  }

  return (
    <div>
      <div className="controls">
        <fieldset className="picture-choice">
          <legend>They add by</legend>
          {ways.map(([way, label]) => (
            <label key={way}>
              <input
                type="radio"
                name={name}
                checked={way === sharing}
                disabled={isRunning}
                onChange={() => setSharing(way)}
              />{" "}
              {label}
            </label>
          ))}
        </fieldset>
        <button type="button" disabled={isRunning} onClick={() => void run()}>
          {isRunning ? "Ann and Bob are adding" : `Let Ann and Bob add ${adds} each`}
        </button>
      </div>
      <p className="board">
        On the board: <b className="board-value">{sum?.value ?? 0}</b> · added so far: {sum?.added ?? 0} of{" "}
        {adders.length * adds}
      </p>
      <p role="status">{isRunning ? "They are adding." : tellSum(sum)}</p>
      {problem === undefined ? null : (
        <p className="notice" role="alert">
          The machines stopped: {problem} Let them add once more to try again.
        </p>
      )}
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
